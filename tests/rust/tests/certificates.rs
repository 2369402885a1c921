//! Certificates made by the openssl command, and servers that are the same command. The matrix and what must come of it
//! stand in `tests/certificates`, for all languages alike. Each case is a test of its own.

use std::collections::HashMap;
use std::fs::File;
use std::future::IntoFuture as _;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use geai_client::{Client, Error, Executed};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

const ANSWER: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 21\r\n\r\n{\"id\":\"1\",\"name\":\"A\"}";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    /// `accepted`, or the class of the error.
    expect: String,
    /// What the error says. Options are in braces.
    #[serde(default)]
    says: Vec<String>,
    /// Whose certificate the server has, where the case is not the name of one.
    server: Option<String>,
    /// The only version of TLS that the server speaks.
    version: Option<String>,
    /// The only ciphers of TLS 1.2 that the server speaks, and no other version.
    ciphers: Option<String>,
    #[serde(default)]
    wants_client: bool,
    client_cert: Option<String>,
    /// Whether another verifier than that of the TLS library may decide otherwise.
    #[serde(default)]
    system: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certificates");
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("certificates-{}", std::process::id()));
    if !arguments.list {
        let run = Command::new("bash").arg(tests.join("make.sh")).arg(&made).stdout(Stdio::null()).status();
        assert!(run.is_ok_and(|status| status.success()), "make.sh failed");
        std::fs::create_dir_all(made.join("v4/agents")).unwrap();
        std::fs::write(made.join("v4/agents/A"), ANSWER).unwrap();
    }
    let cases: Vec<Case> = serde_json::from_slice(&std::fs::read(tests.join("cases.json")).unwrap()).unwrap();
    let made = Arc::new(made);
    let trials = cases.into_iter().filter(|case| !case.system || cfg!(not(any(windows, target_vendor = "apple"))));
    let trials = trials.map(|case| {
        let made = made.clone();
        Trial::test(format!("certificates/{}", case.case), move || play(&case, &made))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    let _ = std::fs::remove_dir_all(&*made);
    conclusion.exit_code()
}

/// `openssl s_server`, which answers with files of its directory and says which.
struct Server {
    child: Child,
    port: String,
    /// What it says of each request.
    log: PathBuf,
}

impl Server {
    fn start(case: &Case, made: &PathBuf) -> Self {
        let name = case.server.as_deref().unwrap_or(&case.case);
        let mut command = Command::new("openssl");
        command.current_dir(made).args(["s_server", "-accept", "0", "-HTTP"]);
        for (option, kind) in [("-cert", "pem"), ("-cert_chain", "pem"), ("-key", "key")] {
            command.args([option, &format!("{name}.{kind}")]);
        }
        // The command itself would refuse old algorithms.
        command.args(["-cipher", &format!("{}:@SECLEVEL=0", case.ciphers.as_deref().unwrap_or("DEFAULT"))]);
        match (case.version.as_deref(), &case.ciphers) {
            (Some("1.3"), _) => command.arg("-tls1_3"),
            (Some(_), _) | (None, Some(_)) => command.arg("-tls1_2"),
            (None, None) => &mut command,
        };
        if case.wants_client {
            command.args(["-Verify", "2", "-verify_return_error", "-CAfile", "clients.ca"]);
        }
        let log = made.join(format!("{}.log", case.case));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "openssl s_server says no port");
            if let Some(address) = line.trim_end().strip_prefix("ACCEPT ") {
                break address.rsplit_once(':').unwrap().1.to_owned();
            }
        };
        Self { child, port, log }
    }

    /// How many requests it answered.
    fn stop(mut self) -> usize {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let log = std::fs::read_to_string(self.log).unwrap();
        log.lines().filter(|line| line.starts_with("FILE:")).count()
    }
}

fn play(case: &Case, made: &PathBuf) -> Result<(), Failed> {
    let server = Server::start(case, made);
    let bundle = made.join(format!("{}.ca", case.server.as_deref().unwrap_or(&case.case)));
    let mut builder = Client::builder()
        .base_url(format!("https://localhost:{}", server.port))
        .api_token("token-of-a-test")
        .backoff(Duration::from_millis(1))
        .environment(HashMap::new())
        .ca_bundle(bundle);
    if let Some(own) = &case.client_cert {
        builder = builder.client_cert(made.join(own));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = match builder.build() {
        Ok(client) => runtime.block_on(client.agents().get("A").into_future()).map(|agent| agent.name.clone()),
        Err(error) => Err(error),
    };
    let answered = server.stop();
    match (case.expect.as_str(), outcome) {
        ("accepted", Ok(_)) if answered == 1 => Ok(()),
        ("accepted", outcome) => Err(format!("{answered} answered, {outcome:?}").into()),
        (_, Ok(_)) => Err("accepted".into()),
        (kind, Err(error)) => judge(kind, &case.says, &error, answered),
    }
}

fn judge(kind: &str, says: &[String], error: &Error, answered: usize) -> Result<(), Failed> {
    let text = error.to_string();
    let says = says.iter().map(|part| part.replace(['{', '}'], ""));
    let missing: Vec<String> = says.filter(|part| !text.contains(part)).collect();
    let readable = !text.contains(['[', '{', '"']) && !text.contains("Error(");
    let once = error.attempts <= 1 && error.executed == Executed::No && answered == 0;
    if error.kind().name() == kind && missing.is_empty() && readable && once {
        return Ok(());
    }
    Err(format!("{kind} with {missing:?} expected, {} attempts, {answered} answered: {error:?}", error.attempts).into())
}
