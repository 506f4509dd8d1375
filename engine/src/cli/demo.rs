//! `cohort demo`: from nothing to answers in psql, on fictional data.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cohort_catalog::{Snapshot, Store};
use cohort_connectors::Given;
use cohort_connectors::synthetic::{AUTHORITIES, Plan};
use ring::rand::{SecureRandom, SystemRandom};

use super::failure::Failure;
use super::options::years;
use super::serve::{ServerOptions, bind, shown_host};
use super::{Use, import, open_store, publish, synth, user};
use crate::clock;
use crate::import::Outcome;
use crate::output::print_line;
use crate::wire::listen;

/// Name of the user that the demo makes.
const USER: &str = "demo";

/// Three questions a newcomer can ask, each with the SQL that answers it.
const QUESTIONS: [(&str, &str); 3] = [
    (
        "Children in need at 31 March of each year",
        "SELECT la_code, year, count(DISTINCT la_child_id) AS children
  FROM cin.referral
  WHERE NOT coalesce(nfa, false)
    AND (closure_reason IS NULL OR closure_reason NOT IN ('RC8', 'RC9'))
    AND (closure_date IS NULL OR closure_date > make_date(year, 3, 31))
  GROUP BY la_code, year ORDER BY la_code, year;",
    ),
    (
        "Assessments completed, and the percentage within 45 working days of the referral",
        "SELECT a.la_code, a.year, count(*) AS assessments,
         round(percent_where(working_days(r.referral_date, a.authorisation_date) <= 45), 1) AS percent
  FROM cin.assessment AS a
  JOIN cin.referral AS r USING (import_id, child_no, referral_no)
  WHERE a.authorisation_date IS NOT NULL
  GROUP BY a.la_code, a.year ORDER BY a.la_code, a.year;",
    ),
    (
        "What the DfE would send the files back for",
        "SELECT rule, message, count(*) AS findings
  FROM imports.finding
  WHERE severity = 'error'
  GROUP BY rule, message ORDER BY findings DESC LIMIT 10;",
    ),
];

/// Make fictional authorities' files, import them and serve them
///
/// The first thing to run: it ends with a line for psql and three questions to ask. Running it
/// again keeps the data and gives the user demo a new password.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder for the fictional files.
    #[arg(long, value_name = "DIR", default_value = "./demo-files")]
    files: PathBuf,
    /// How many fictional authorities.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(i16).range(1..=10))]
    las: i16,
    /// Children living in each authority; about 75 in 1,000 come into a CIN census.
    #[arg(long, value_name = "N", default_value_t = 30_000)]
    pupils: u64,
    /// Years by the calendar year in which they end, such as 2022-2025.
    #[arg(long, value_name = "YEARS", default_value = "2022-2025", value_parser = years)]
    years: RangeInclusive<i16>,
    /// Port to listen on, in place of the one in --listen.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Read the password for the user demo from standard input; a random one otherwise.
    #[arg(long)]
    password_stdin: bool,
    /// Stop when everything is ready to be served.
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    server: ServerOptions,
}

impl Demo {
    pub(super) async fn run(mut self, url: &str) -> Result<(), Failure> {
        if let Some(port) = self.port {
            let host = self
                .server
                .listen
                .rsplit_once(':')
                .map_or("127.0.0.1", |(host, _)| host);
            self.server.listen = format!("{host}:{port}");
        }
        if !self.no_serve {
            // Making and importing the files takes minutes; a port in use is known at once.
            drop(listen(&self.server.listen).await.map_err(Failure::new)?);
        }
        let store = open_store(url, Use::Create).await?;
        let newest = store.latest().await?;
        refuse_real_data(url, &newest)?;
        let password = match self.password_stdin {
            true => super::password::new_password(USER, true)?,
            false => random_password()?,
        };
        self.fill(&store).await?;
        match store.access().await?.user(USER) {
            Some(_) => user::set_password(&store, USER, &password).await?,
            None => user::add(&store, USER, true, &password).await?,
        }
        self.publish(&store).await?;
        if self.no_serve {
            let first = format!("Nothing is served yet; first: cohort serve --store {url}");
            return self.explain(url, "127.0.0.1", "5433", &password, &first);
        }
        let server = bind(store, &self.server).await?;
        let (host, port) = (
            shown_host(server.address),
            server.address.port().to_string(),
        );
        self.explain(url, &host, &port, &password, "Serving until Ctrl-C.")?;
        server.run().await
    }

    /// Writes the files and imports them as any others.
    async fn fill(&self, store: &Store) -> Result<(), Failure> {
        let plan = Plan {
            seed: 1,
            authorities: synth::authorities(self.las),
            children_per_authority: self.pupils,
            years: self.years.clone(),
            fault_percent: 2.0,
        };
        let written = synth::write(plan, &self.files).await?;
        let paths: Vec<PathBuf> = written.files.into_iter().map(|file| file.path).collect();
        let snapshot = store.latest().await?;
        let planning = move || crate::import::plan(&paths, Given::default(), "la", &snapshot, true);
        let plan = tokio::task::spawn_blocking(planning)
            .await
            .map_err(|error| Failure::of("planning failed", &error))?;
        let report = import::take_in(store, plan, true).await?;
        let imported = report
            .files
            .iter()
            .filter(|f| matches!(f.outcome, Outcome::Imported(_)));
        let (files, new) = (report.files.len(), imported.count());
        let folder = self.files.display();
        print_line(&format!(
            "{files} fictional files in {folder}, {new} of them newly imported."
        ))?;
        Ok(())
    }

    async fn publish(&self, store: &Store) -> Result<(), Failure> {
        let newest = store.latest().await?.number;
        let published = store.published().await?.map(|published| published.snapshot);
        if published != Some(newest) {
            store
                .publish(newest, &publish::operator(), clock::now_micros())
                .await?;
        }
        Ok(())
    }

    fn explain(
        &self,
        url: &str,
        host: &str,
        port: &str,
        password: &str,
        end: &str,
    ) -> Result<(), Failure> {
        let mut text = format!(
            "The store is {url}. Everybody in it is made up.\n\n  PGPASSWORD={password} psql -h \
             {host} -p {port} -U {USER} live\n\nThree questions to try:\n"
        );
        for (question, sql) in QUESTIONS {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n  -- {question}\n  {sql}\n");
        }
        let _ = write!(text, "\n{end}");
        print_line(&text)?;
        Ok(())
    }
}

/// Made-up children must not be mixed with real ones.
fn refuse_real_data(url: &str, snapshot: &Snapshot) -> Result<(), Failure> {
    let real = snapshot
        .current_imports()
        .find(|import| !AUTHORITIES.contains(&import.la_code));
    match real.map(Arc::as_ref) {
        Some(import) => Err(Failure::new(format!(
            "{url}: holds data of authority {}, and the demo's children are made up; name another \
             place with --store",
            import.la_code
        ))),
        None => Ok(()),
    }
}

/// 24 letters and digits: 120 random bits, in an alphabet without look-alikes.
fn random_password() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0; 24];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Failure::new("the operating system gives no random numbers for a password"))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect())
}
