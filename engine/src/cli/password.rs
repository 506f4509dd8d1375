//! Passwords: never on the command line, where every user of the machine can read them.

use std::io::{BufRead, IsTerminal};

use super::failure::Failure;

/// Asks for a new password twice at a terminal, or reads a line of standard input.
///
/// # Errors
///
/// An empty password, two that differ, and no terminal to ask at.
pub(super) fn new_password(user: &str, from_stdin: bool) -> Result<String, Failure> {
    let password = if from_stdin {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| Failure::of("cannot read the password", &error))?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else if std::io::stdin().is_terminal() {
        let ask = |prompt: String| {
            rpassword::prompt_password(prompt)
                .map_err(|error| Failure::of("cannot read the password", &error))
        };
        let first = ask(format!("Password for {user}: "))?;
        if ask("Once more: ".to_owned())? != first {
            return Err(Failure::new(
                "the two passwords differ; nothing was changed, try again",
            ));
        }
        first
    } else {
        return Err(Failure::new(
            "no terminal to ask for the password at; give --password-stdin and the password on \
             standard input",
        ));
    };
    if password.is_empty() {
        return Err(Failure::new(
            "the password is empty; nothing was changed, give another",
        ));
    }
    Ok(password)
}
