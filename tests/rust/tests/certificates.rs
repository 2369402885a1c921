//! Certificates made by the openssl command, and servers that are the same command. The matrix and the expected results
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

/// Set for the child that makes one call: the base URL, and the file of the option if there is one.
const CALL: [&str; 2] = ["CERTIFICATES_CALL", "CERTIFICATES_BUNDLE"];

/// Runs the rest of its arguments where the system's certificates are not, and nobody else sees that.
const HIDE: &str = "for d in /etc/ssl /etc/pki /usr/local/share/certs /usr/local/etc/ssl /opt/etc/ssl; do \
                    [ ! -d \"$d\" ] || mount -t tmpfs none \"$d\" || exit 1; done; exec \"$@\"";

fn main() -> ExitCode {
    if let Ok(url) = std::env::var(CALL[0]) {
        call(&url);
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::from_args();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certificates");
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("certificates-{}", std::process::id()));
    if !arguments.list {
        let run = Command::new(bash()).arg(tests.join("make.sh")).arg(&made).stdout(Stdio::null()).status();
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
    let mut trials: Vec<_> = trials.collect();
    let files = made.clone();
    let without_store = Trial::test("a system without a store", move || without_store(&files));
    trials.push(without_store.with_ignored_flag(!can_hide()));
    let conclusion = libtest_mimic::run(&arguments, trials);
    let _ = std::fs::remove_dir_all(&*made);
    conclusion.exit_code()
}

/// The bash of the search path, which on Windows is not the one that the system looks for first.
fn bash() -> PathBuf {
    let name = if cfg!(windows) { "bash.exe" } else { "bash" };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| name.into())
}

/// Makes one call, and prints what is trusted and the result.
fn call(url: &str) {
    let mut builder = Client::builder().base_url(url).api_token("token-of-a-test");
    if let Ok(bundle) = std::env::var(CALL[1]) {
        builder = builder.ca_bundle(bundle);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = builder.build().and_then(|client| {
        let trust = client.config().into_iter().find(|setting| setting.name == "trust").unwrap();
        println!("{} | {}", trust.value, trust.source);
        runtime.block_on(client.agents().get("A").into_future()).map(|agent| agent.name.clone())
    });
    match outcome {
        Ok(name) => println!("{name}"),
        Err(error) => println!("{}: {error}", error.kind().name()),
    }
}

/// The command that runs a script of the shell with mounts of its own.
fn in_namespace(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]);
    command
}

fn can_hide() -> bool {
    let tried = in_namespace("mount -t tmpfs none /mnt").stderr(Stdio::null()).status();
    cfg!(target_os = "linux") && tried.is_ok_and(|status| status.success())
}

/// Where a system has no certificates, Mozilla's are trusted, unless a file is named.
fn without_store(made: &Path) -> Result<(), Failed> {
    let case = serde_json::from_value(serde_json::json!({"case": "rsa-2048", "expect": "accepted"}))?;
    let server = Server::start(&case, &made.to_path_buf());
    let url = format!("https://localhost:{}", server.port);
    let file = |name: &str| made.join(name).to_str().unwrap().to_owned();
    let (given, empty) = (file("rsa-2048.ca"), file("file-empty.ca"));
    let run = |variables: &[(&str, &str)]| -> Result<String, Failed> {
        let mut command = in_namespace(HIDE);
        command.arg(std::env::current_exe()?).env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
        command.env(CALL[0], &url).envs(variables.iter().copied());
        Ok(String::from_utf8(command.output()?.stdout)?)
    };
    let bundled = run(&[])?;
    for part in ["bundled (20", ") | default\nTLSError: ", "ca_bundle", "SSL_CERT_FILE", "ca-certificates"] {
        assert!(bundled.contains(part), "{part}: {bundled}");
    }
    assert_eq!(run(&[(CALL[1], &given)])?, "file | argument\nA\n");
    assert_eq!(run(&[("SSL_CERT_FILE", &given)])?, "file | environment variable SSL_CERT_FILE\nA\n");
    let refused = run(&[("SSL_CERT_FILE", &empty)])?;
    assert!(refused.starts_with("ConfigError: ") && refused.contains(&empty), "{refused}");
    assert_eq!(server.stop(), 2);
    Ok(())
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
