//! Where a client's settings come from (CFG-01 to CFG-11, AUT-01 to AUT-10).

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use geai_client::{Builder, Client, ErrorKind};
use geai_tests::{Reply, Scripted};
use serde_json::json;

const URL: (&str, &str) = ("GEAI_API_BASE_URL", "https://env.example");

fn environment(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn builder(pairs: &[(&str, &str)]) -> Builder {
    Client::builder().environment(environment(pairs))
}

/// A credentials file that is removed with the guard.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("geai-client-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn source(client: &Client, name: &str) -> (String, String) {
    let found = client.config().into_iter().find(|setting| setting.name == name).unwrap();
    (found.value, found.source)
}

fn refusal(builder: Builder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigError);
    error.to_string()
}

#[test]
fn cfg_01_aut_10_without_a_base_url_or_a_token_there_is_no_client() {
    let error = refusal(builder(&[("GEAI_APITOKEN", "t"), ("BASE_URL", "https://not.read")]));
    assert!(error.contains("GEAI_API_BASE_URL") && error.contains("base_url"), "{error}");
    let error = refusal(builder(&[URL]));
    assert!(error.contains("api_token") && error.contains("GEAI_APITOKEN"), "{error}");
}

#[test]
fn what_is_given_blank_is_refused_where_another_source_would_decide() {
    let given =
        |builder: Builder| refusal(builder.environment(environment(&[URL, ("GEAI_APITOKEN", "of another project")])));
    for (builder, name) in [
        (Client::builder().api_token(""), "api_token: blank"),
        (Client::builder().access_token(" \n"), "access_token: blank"),
        (Client::builder().base_url(" "), "base_url: blank"),
        (Client::builder().ca_bundle(""), "ca_bundle: blank"),
        (Client::builder().credentials_file(""), "credentials_file: blank"),
    ] {
        let why = given(builder);
        assert!(why.contains(name), "{why}");
    }
}

#[test]
fn the_environment_is_read_first_hit_wins_and_empty_is_unset() {
    for (pairs, name) in [
        (&[("GEAI_APITOKEN", "a"), ("SAIA_APITOKEN", "b")][..], "GEAI_APITOKEN"),
        (&[("GEAI_APITOKEN", ""), ("SAIA_APITOKEN", "b"), ("GEAI_API_KEY", "c")][..], "SAIA_APITOKEN"),
        (&[("GEAI_API_KEY", "c")][..], "GEAI_API_KEY"),
    ] {
        let client = builder(&[&[URL], pairs].concat()).build().unwrap();
        assert_eq!(source(&client, "api_token"), ("***".to_owned(), format!("environment variable {name}")));
    }
    let client = builder(&[URL, ("GEAI_OAUTH_ACCESS_TOKEN", "o"), ("GEAI_APITOKEN", "a"), ("SAIA_PROJECT_ID", "p")])
        .build()
        .unwrap();
    assert_eq!(source(&client, "access_token").1, "environment variable GEAI_OAUTH_ACCESS_TOKEN");
    assert_eq!(source(&client, "project_id").0, "p");
}

#[test]
fn cfg_03_arguments_beat_the_environment_which_beats_the_file() {
    let file =
        File::new("order", "[default]\ngeai_api_base_url=https://file.example\ngeai_api_key=f\ngeai_project_id=pf\n");
    let client = builder(&[URL]).credentials_file(&file.0).base_url("https://arg.example").build().unwrap();
    assert_eq!(source(&client, "base_url"), ("https://arg.example".to_owned(), "argument".to_owned()));
    let client = builder(&[URL]).credentials_file(&file.0).build().unwrap();
    assert_eq!(source(&client, "base_url").0, "https://env.example");
    assert_eq!(source(&client, "project_id").0, "pf");
    assert!(source(&client, "api_token").1.starts_with("key geai_api_key in section [default]"));
    // A token that was given is not overruled by one of another kind from elsewhere.
    let client = builder(&[URL, ("GEAI_OAUTH_ACCESS_TOKEN", "o")]).api_token("a").build().unwrap();
    assert_eq!(source(&client, "api_token").1, "argument");
}

#[test]
fn cfg_05_cfg_10_a_named_profile_leaves_the_environment_out_and_must_exist() {
    let file = File::new(
        "profile",
        "[default]\ngeai_api_key=d\n[oauth]\ngeai_oauth_access_token=o\ngeai_api_base_url=https://o.example\ngeai_project_id=p\n",
    );
    let named = |name: &str| builder(&[URL, ("GEAI_APITOKEN", "env")]).credentials_file(&file.0).profile(name);
    let client = named("oauth").build().unwrap();
    assert_eq!(source(&client, "base_url").0, "https://o.example");
    assert_eq!(source(&client, "access_token").1.split(' ').next(), Some("key"));
    let error = refusal(named("nope"));
    assert!(error.contains("`nope`") && error.contains("default, oauth"), "{error}");
    assert!(refusal(named("default")).contains("no base URL"));
    assert!(refusal(builder(&[URL]).profile("x")).contains("home"));
    let home = std::env::temp_dir().join("geai-client-no-such-home");
    let error = refusal(builder(&[URL, ("HOME", home.to_str().unwrap())]).profile("x"));
    assert!(error.contains("credentials"), "{error}");
    assert!(builder(&[URL, ("GEAI_APITOKEN", "t"), ("HOME", home.to_str().unwrap())]).build().is_ok());
}

#[test]
fn aut_03_oauth_needs_a_project() {
    let error = refusal(builder(&[URL]).access_token("o").project_id(""));
    assert!(error.contains("project"), "{error}");
}

#[test]
fn gen_01_gen_02_base_urls() {
    let with = |url: &str| builder(&[]).base_url(url).api_token("t").build();
    for (given, found) in [
        ("geai.example.com", "https://geai.example.com"),
        ("localhost:8080/x/", "https://localhost:8080/x"),
        ("https://h.example/a/b//", "https://h.example/a/b"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("http://[::1]:9", "http://[::1]:9"),
        ("HTTPS://H.example\n", "https://h.example"),
    ] {
        assert_eq!(with(given).unwrap().base_url(), found, "{given}");
    }
    for wrong in [
        "http://h.example",
        "ftp://h.example",
        "https://user:canary@h.example",
        "https://h.example?x=1",
        "https://h.example/#f",
        "https://",
        "https://a b",
        "http://127.0.0.1.evil.example",
    ] {
        let error = with(wrong).unwrap_err().to_string();
        assert!(error.contains("base_url") && !error.contains("canary"), "{wrong}: {error}");
    }
    assert!(builder(&[]).base_url("http://h.example").api_token("t").allow_http(true).build().is_ok());
}

#[test]
fn gen_19_secrets_are_refused_without_being_repeated_and_never_shown() {
    for wrong in ["canary\ncanary", "canary canary", "canäry", &"canary".repeat(2000)] {
        let error = refusal(builder(&[URL]).api_token(wrong));
        assert!(!error.contains("can"), "{error}");
    }
    let client = builder(&[URL]).api_token("canary\n").project_id("p").build().unwrap();
    assert!(!format!("{client:?} {:?}", client.config()).contains("canary"));
    assert!(refusal(builder(&[URL]).api_token("t").project_id("a b")).contains("project_id"));
}

#[test]
fn what_is_wrong_is_named_as_it_was_written() {
    const TOKEN: (&str, &str) = ("GEAI_APITOKEN", "t");
    for (pairs, expected) in [
        (&[("GEAI_API_BASE_URL", "ftp://x"), TOKEN][..], "environment variable GEAI_API_BASE_URL: expected https://"),
        (&[URL, ("GEAI_APITOKEN", "a b")], "environment variable GEAI_APITOKEN: expected 1 to "),
        (&[URL, ("SAIA_APITOKEN", "a b")], "environment variable SAIA_APITOKEN: expected 1 to "),
        (&[URL, TOKEN, ("GEAI_PROJECT_ID", "a b")], "environment variable GEAI_PROJECT_ID: expected at most"),
        (&[URL, TOKEN, ("GEAI_ORGANIZATION_ID", "a b")], "environment variable GEAI_ORGANIZATION_ID: expected at most"),
        (&[URL, TOKEN, ("GEAI_SSL_CERT_PATH", "/no/such")], "environment variable GEAI_SSL_CERT_PATH /no/such: "),
        (
            &[URL, ("GEAI_OAUTH_ACCESS_TOKEN", "a")],
            "environment variable GEAI_OAUTH_ACCESS_TOKEN: an OAuth access token",
        ),
    ] {
        let error = refusal(builder(pairs));
        assert!(error.contains(expected), "{error}, not {expected}");
        assert!(!["base_url", "ca_bundle", "organization_id"].iter().any(|option| error.contains(option)), "{error}");
    }
    let (url, token) = ("geai_api_base_url = https://h.example", "geai_api_key = t");
    for (lines, key) in [
        (["geai_api_base_url = ftp://x", token, ""], "geai_api_base_url"),
        ([url, "geai_api_key = a b", ""], "geai_api_key"),
        ([url, token, "geai_organization_id = a b"], "geai_organization_id"),
        ([url, token, "geai_ssl_cert_path = /no/such"], "geai_ssl_cert_path"),
    ] {
        let file = File::new("wrong-keys", &format!("[team]\n{}\n", lines.join("\n")));
        let error = refusal(builder(&[]).credentials_file(&file.0).profile("team"));
        let expected = format!("key {key} in section [team] of {}", file.0.display());
        assert!(error.contains(&expected), "{error}, not {expected}");
    }
    // What an argument gives is called by its name.
    let base = || builder(&[URL, TOKEN]);
    for (given, expected) in [
        (base().base_url("ftp://x"), "base_url: "),
        (base().organization_id("a b"), "organization_id: "),
        (base().api_token("a b"), "token: expected 1 to "),
        (base().ca_bundle("/no/such"), "ca_bundle /no/such: "),
    ] {
        let error = refusal(given);
        assert!(error.contains(expected) && !error.contains("environment variable"), "{error}, not {expected}");
    }
}

#[test]
fn certificates_and_proxies_are_read_when_the_client_is_built() {
    let empty = File::new("empty.pem", "nothing here");
    let base = || builder(&[URL]).api_token("t");
    assert!(refusal(base().ca_bundle("/no/such/file.pem")).contains("/no/such/file.pem"));
    assert!(refusal(base().ca_bundle(&empty.0)).contains("no certificate"));
    assert!(!refusal(base().proxy("not a url canary")).contains("canary"));
}

#[tokio::test]
async fn aut_02_aut_04_aut_08_headers() {
    let server = Scripted::start(|_| Reply::json(200, &json!({ "id": "1", "name": "a" }))).await.unwrap();
    let base = || builder(&[]).base_url(server.url());
    base()
        .access_token("oauth")
        .api_token("api")
        .project_id("p")
        .organization_id("o")
        .build()
        .unwrap()
        .agents()
        .get("a")
        .await
        .unwrap();
    base().api_token("api").build().unwrap().agents().get("a").header("x-trace", "7").await.unwrap();
    let seen = server.seen();
    let header = |at: usize, name: &str| seen[at].headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header(0, "authorization").as_deref(), Some("Bearer oauth"));
    assert_eq!(header(0, "projectid").as_deref(), Some("p"));
    assert_eq!(header(0, "organizationid").as_deref(), Some("o"));
    assert_eq!(header(1, "authorization").as_deref(), Some("Bearer api"));
    assert_eq!((header(1, "projectid"), header(1, "x-trace").as_deref()), (None, Some("7")));
}

#[cfg(unix)]
#[test]
fn a_credentials_file_that_others_may_read_or_change_is_warned_of_or_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let file = File::new("shared keys", "[default]\ngeai_api_base_url = https://file.example\ngeai_api_key = canary\n");
    let client = |strict: bool| builder(&[]).credentials_file(&file.0).strict_credentials_permissions(strict);
    let permit = |mode| std::fs::set_permissions(&file.0, std::fs::Permissions::from_mode(mode)).unwrap();
    for (mode, can) in [
        (0o640, "read it"),
        (0o604, "read it"),
        (0o620, "change it"),
        (0o602, "change it"),
        (0o622, "change it"),
        (0o660, "read and change it"),
        (0o642, "read and change it"),
        (0o666, "read and change it"),
    ] {
        permit(mode);
        let warned = client(false).build().unwrap();
        let warning = &warned.warnings()[0].text;
        assert!(
            warning.contains(&format!("other users can {can}; run: chmod 600 '{}'", file.0.display())),
            "{warning}"
        );
        let refused = refusal(client(true));
        assert!(refused.contains(warning) && !refused.contains("canary"), "{refused}");
    }
    for mode in [0o600, 0o400, 0o700] {
        permit(mode);
        assert_eq!(client(true).build().unwrap().warnings(), []);
    }
}

#[cfg(unix)]
#[test]
fn a_credentials_file_in_a_directory_that_all_may_write_to_is_warned_of_or_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = std::env::temp_dir().join(format!("geai-client-{}-open", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("credentials");
    std::fs::write(&path, "[default]\ngeai_api_base_url = https://file.example\ngeai_api_key = canary\n").unwrap();
    let permit = |path: &PathBuf, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(&path, 0o600);
    let client = |strict: bool| builder(&[]).credentials_file(&path).strict_credentials_permissions(strict);
    permit(&directory, 0o777);
    let warning = client(false).build().unwrap().warnings()[0].text.clone();
    assert!(warning.ends_with(&format!("can replace it; run: chmod o-w {}", directory.display())), "{warning}");
    assert!(refusal(client(true)).contains(&warning));
    for mode in [0o1777, 0o755, 0o700] {
        permit(&directory, mode);
        assert_eq!(client(true).build().unwrap().warnings(), []);
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

/// The test runs itself in a process that has no `HOME`.
#[cfg(unix)]
#[test]
fn without_home_the_directory_is_the_one_of_the_user() {
    use std::process::Command;

    const MARK: &str = "GEAI_TEST_WITHOUT_HOME";
    if std::env::var_os(MARK).is_some() {
        println!("{}", refusal(Client::builder().profile("no such profile")));
        return;
    }
    let own = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "without_home_the_directory_is_the_one_of_the_user", "--nocapture"])
        .env(MARK, "1")
        .env_remove("HOME")
        .output()
        .unwrap();
    let said = String::from_utf8(own.stdout).unwrap();
    let shell = Command::new("sh").args(["-c", "eval echo ~$(id -un)"]).env_remove("HOME").output().unwrap();
    let home = String::from_utf8(shell.stdout).unwrap();
    assert!(said.contains(&format!("{}/.geai/credentials", home.trim_end())), "{home}: {said}");
}

#[test]
fn limits_have_a_range_and_show_where_they_come_from() {
    let known = || builder(&[URL, ("GEAI_APITOKEN", "t")]);
    for (builder, part) in [
        (known().max_in_flight(0), "max_in_flight: expected 1 to 1000"),
        (known().backoff(Duration::ZERO), "backoff: expected more than 0"),
        (known().max_retry_after(Duration::MAX), "max_retry_after: expected more than 0 and at most 24 hours"),
        (known().max_request_bytes(0), "max_request_bytes: expected at least 1"),
    ] {
        let error = refusal(builder);
        assert!(error.contains(part), "{error}");
    }
    let client = known().backoff(Duration::from_millis(10)).build().unwrap();
    assert_eq!(source(&client, "backoff"), ("0.01 s".to_owned(), "argument".to_owned()));
    assert_eq!(source(&client, "max_in_flight"), ("100".to_owned(), "default".to_owned()));
}
