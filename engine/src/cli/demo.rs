//! `cohort demo`: from nothing to answers in psql, on fictional data.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;
use cohort_catalog::{ImportKey, Snapshot, Store};
use cohort_connectors::Given;
use cohort_connectors::synthetic::{AUTHORITIES, Dataset, Plan, Region, RegionFile};
use indicatif::HumanCount;
use ring::rand::{SecureRandom, SystemRandom};

use super::failure::Failure;
use super::options::{OutputOptions, years};
use super::rows::counted;
use super::serve::{ServerOptions, bind, shown_host};
use super::{Use, import, open_store, publish, synth, user};
use crate::clock;
use crate::import::{ImportPlan, Outcome};
use crate::output::print_line;
use crate::wire::listen;

/// Name of the user that the demo makes.
const USER: &str = "demo";

/// Three questions a newcomer can ask, each with the SQL that answers it: one on a single return
/// and public data, and two that find the children of one return in another by `person_id`. The
/// cohorts are those of published figures: in need and looked after at 31 March, together with
/// the results and the absence of the academic year around it.
const QUESTIONS: [(&str, &str); 3] = [
    (
        "Children in need at 31 March, and how many that is of every 10,000 children",
        "SELECT c.la_code, c.year, count(*) AS children,
         round(rate_per_10000(count(*), max(p.population)), 1) AS per_10000
  FROM cohort.cin AS c
  JOIN reference.population AS p
    ON p.la_code = c.la_code AND p.year = c.year - 1 AND p.age_band = '0-17'
  WHERE c.cin_at_31_march
  GROUP BY c.la_code, c.year ORDER BY c.la_code, c.year;",
    ),
    (
        "Absence in the autumn of pupils with and without an education, health and care plan",
        "SELECT a.year, p.person_id IS NOT NULL AS has_plan, count(DISTINCT a.person_id) AS pupils,
         round(100.0 * sum(a.authorised_aut + a.unauthorised_aut) / sum(a.possible_aut), 1) AS percent_missed
  FROM attendance.absence AS a
  LEFT JOIN (SELECT DISTINCT year, person_id FROM cohort.sen2 WHERE at_census_day) AS p
    ON p.year = a.year AND p.person_id = a.person_id
  WHERE a.age_start BETWEEN 5 AND 15 AND a.year IN (SELECT year FROM sen2.header)
  GROUP BY a.year, has_plan ORDER BY a.year, has_plan;",
    ),
    (
        "Attainment 8 at 16 of looked-after children and children in need, of all years together",
        "SELECT CASE WHEN l.person_id IS NOT NULL THEN 'looked after for 12 months'
              WHEN n.person_id IS NOT NULL THEN 'in need' ELSE 'neither' END AS at_31_march,
         count(*) AS pupils, round(avg(coalesce(k.att8, 0)), 1) AS attainment_8
  FROM attainment.ks4 AS k
  LEFT JOIN (SELECT DISTINCT year, person_id FROM cohort.cla WHERE cla_12_months) AS l
    ON l.year = k.year AND l.person_id = k.person_id
  LEFT JOIN (SELECT DISTINCT year, person_id FROM cohort.cin WHERE cin_at_31_march) AS n
    ON n.year = k.year AND n.person_id = k.person_id
  WHERE k.end_ks
  GROUP BY at_31_march ORDER BY attainment_8;",
    ),
];

/// Make a fictional region's files, import them and serve them
///
/// The first thing to run: three authorities, four years, every dataset. It ends with a line for
/// psql and three questions to ask. Running it again keeps the data and gives the user demo a
/// new password.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder for the fictional files.
    #[arg(long, value_name = "DIR", default_value = "./demo-files")]
    files: PathBuf,
    /// How many fictional authorities.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(i16).range(1..=10))]
    las: i16,
    /// Children living in each authority, of whom about 75 in 1,000 come into a CIN census.
    #[arg(long, value_name = "N", default_value_t = 3000)]
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
            children_per_authority: Some(self.pupils),
            years: self.years.clone(),
            fault_percent: 2.0,
        };
        print_line(&format!(
            "Making a fictional region: {} authorities with {} children each, {} to {}. It takes a \
             minute or two.",
            self.las,
            HumanCount(self.pupils),
            self.years.start(),
            self.years.end()
        ))?;
        let datasets = Dataset::ALL.to_vec();
        let region = synth::write_region(Region { plan, datasets }, &self.files).await?;
        let snapshot = store.latest().await?;
        let planning = move || {
            let plan = plan_of(region.files, &snapshot);
            let others = others(&snapshot, &plan);
            (plan, others)
        };
        let (plan, others) = tokio::task::spawn_blocking(planning)
            .await
            .map_err(|error| Failure::of("planning failed", &error))?;
        let report = import::take_in(store, plan, true).await?;
        import::print_report(&report, &OutputOptions::table())?;
        let imported = report
            .files
            .iter()
            .filter(|f| matches!(f.outcome, Outcome::Imported(_)));
        let (files, new) = (report.files.len(), imported.count());
        let folder = self.files.display();
        print_line(&format!(
            "{files} returns of fictional authorities in {folder}, {new} of them newly imported."
        ))?;
        if others > 0 {
            print_line(&format!(
                "The store holds {} besides, perhaps of a region with other --las, --pupils or \
                 --years: figures mix them.",
                counted(others, "return", "returns")
            ))?;
        }
        import::refused(&report)
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

/// What to import: each return in one form, and with whose and which year's it is, since some do
/// not say it themselves.
fn plan_of(files: Vec<RegionFile>, snapshot: &Snapshot) -> ImportPlan {
    let mut groups: BTreeMap<(Option<i16>, Option<i16>), Vec<PathBuf>> = BTreeMap::new();
    for file in files.into_iter().filter(|file| !file.second_form) {
        let whose = (file.given.la_code, file.given.year);
        groups.entry(whose).or_default().push(file.path);
    }
    let plans = groups.into_iter().map(|((la_code, year), paths)| {
        let given = Given { la_code, year };
        crate::import::plan(&paths, given, "la", snapshot, true)
    });
    plans.fold(ImportPlan::default(), ImportPlan::and)
}

/// How many returns of the store are not the region's.
fn others(snapshot: &Snapshot, plan: &ImportPlan) -> u64 {
    let own = |key: ImportKey<'_>| plan.files.iter().any(|line| line.known.key() == key);
    let others = snapshot
        .current_imports()
        .filter(|import| !own(import.key()));
    others.count() as u64
}

/// Made-up children must not be mixed with real ones, nor made-up schools take the place of the
/// real register. Public data beside fictional authorities are an earlier demo's own.
fn refuse_real_data(url: &str, snapshot: &Snapshot) -> Result<(), Failure> {
    let held = snapshot.current_imports().map(|import| import.la_code);
    let (public, authorities): (Vec<i16>, Vec<i16>) = held.partition(|la_code| *la_code == 0);
    let what = match authorities
        .iter()
        .find(|la_code| !AUTHORITIES.contains(la_code))
    {
        Some(la_code) => format!("data of authority {la_code}"),
        None if authorities.is_empty() && !public.is_empty() => {
            "public data of the whole country".to_owned()
        }
        None => return Ok(()),
    };
    Err(Failure::new(format!(
        "{url}: holds {what}, and the demo's children and schools are made up; name another place \
         with --store"
    )))
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
