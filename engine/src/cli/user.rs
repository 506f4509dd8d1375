//! `cohort user`: who may connect.

use clap::{Args, Subcommand};
use cohort_catalog::{Access, Store};

use super::failure::Failure;
use super::options::OutputOptions;
use super::password::new_password;
use super::rows::Rows;
use super::{Use, open_store};
use crate::clock;
use crate::output::print_line;
use crate::wire::scram::make_verifier;

/// Longest name, as in PostgreSQL.
const NAME_BYTES: usize = 63;

/// Add and list the users who may connect
///
/// The store keeps what a password can be checked against, never the password.
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a user; asks for the password
    Add {
        /// Name to log in with.
        name: String,
        /// May see everything. Others see nothing yet.
        #[arg(long)]
        admin: bool,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the users
    List {
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Let a user connect no more
    Disable {
        /// The user.
        name: String,
    },
    /// Let a disabled user connect again
    Enable {
        /// The user.
        name: String,
    },
    /// Give a user a new password; asks for it
    Password {
        /// The user.
        name: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
}

impl User {
    pub(super) async fn run(self, url: &str) -> Result<(), Failure> {
        match self.action {
            Action::Add {
                name,
                admin,
                password_stdin,
            } => {
                check_name(&name)?;
                let store = open_store(url, Use::Create).await?;
                // Before anybody types a password for nothing.
                refuse_known(&store.access().await?, &name)?;
                let password = new_password(&name, password_stdin)?;
                add(&store, &name, admin, &password).await?;
                print_line(&format!("User {name} may connect."))?;
            }
            Action::List { output } => {
                let store = open_store(url, Use::Read).await?;
                let of = store.access().await?.users;
                Rows::default()
                    .text("name", of.iter().map(|user| Some(&user.name)))
                    .truth("admin", of.iter().map(|user| user.admin))
                    .truth("disabled", of.iter().map(|user| user.disabled))
                    .print(&output)?;
            }
            Action::Disable { name } => {
                let store = open_store(url, Use::Change).await?;
                change(&store, &name, |user| user.disabled = true).await?;
                print_line(&format!("User {name} may connect no more."))?;
            }
            Action::Enable { name } => {
                let store = open_store(url, Use::Change).await?;
                change(&store, &name, |user| user.disabled = false).await?;
                print_line(&format!("User {name} may connect."))?;
            }
            Action::Password {
                name,
                password_stdin,
            } => {
                let store = open_store(url, Use::Change).await?;
                require_known(&store.access().await?, &name)?;
                let password = new_password(&name, password_stdin)?;
                set_password(&store, &name, &password).await?;
                print_line(&format!("User {name} has a new password."))?;
            }
        }
        Ok(())
    }
}

/// Adds a user who is not there yet.
pub(super) async fn add(
    store: &Store,
    name: &str,
    admin: bool,
    password: &str,
) -> Result<(), Failure> {
    let scram = make_verifier(password).map_err(|e| Failure::of("cannot keep the password", &e))?;
    let user = cohort_catalog::User {
        name: name.to_owned(),
        admin,
        disabled: false,
        scram,
    };
    store
        .change_access::<Failure>(clock::now_micros(), |access| {
            refuse_known(access, name)?;
            let mut access = access.clone();
            access.users.push(user.clone());
            Ok(access)
        })
        .await?;
    Ok(())
}

/// Gives a user a new password.
pub(super) async fn set_password(store: &Store, name: &str, password: &str) -> Result<(), Failure> {
    let scram = make_verifier(password).map_err(|e| Failure::of("cannot keep the password", &e))?;
    change(store, name, |user| user.scram = scram.clone()).await
}

async fn change(
    store: &Store,
    name: &str,
    mut change: impl FnMut(&mut cohort_catalog::User),
) -> Result<(), Failure> {
    store
        .change_access::<Failure>(clock::now_micros(), |access| {
            let mut access = access.clone();
            match access.user_mut(name) {
                Some(user) => change(user),
                None => return Err(unknown(name)),
            }
            Ok(access)
        })
        .await?;
    Ok(())
}

fn check_name(name: &str) -> Result<(), Failure> {
    let plain = |c: char| c.is_alphanumeric() || "_-.@".contains(c);
    if name.is_empty() || name.len() > NAME_BYTES || !name.chars().all(plain) {
        return Err(Failure::new(format!(
            "not a user name; give 1 to {NAME_BYTES} letters, digits, and _ - . @"
        )));
    }
    Ok(())
}

fn refuse_known(access: &Access, name: &str) -> Result<(), Failure> {
    match access.user(name) {
        Some(_) => Err(Failure::new(format!(
            "there is a user {name} already; cohort user password {name} gives a new password"
        ))),
        None => Ok(()),
    }
}

fn require_known(access: &Access, name: &str) -> Result<(), Failure> {
    access.user(name).map(drop).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Failure {
    Failure::new(format!(
        "there is no user {name}; cohort user list shows who there is"
    ))
}
