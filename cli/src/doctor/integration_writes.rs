//! The probes that write, about integrations. Every object has the name of the run in its own.

use super::probe::{
    Check, Needs, Probe, Sender, error_id, is, mentions, present, probe, refused, silent, step, success, told,
};

const OK: Check = success();

/// Texts that rows name as variables: manifests, and a secret that is none.
pub const TEXTS: &[(&str, &str)] = &[
    (
        "manifest",
        "{ \"paths\": {  \"/b\": {\"get\": {\"operationId\": \"getB\"}},\n \"/a\": {\"post\": {\"operationId\": \"addA\"}} }, \
         \"openapi\":\"3.0.3\", \"info\": {\"title\":\"Doctor\",\"version\":\"1\"}, \
         \"servers\": [{\"url\":\"https://geai-doctor.invalid\"}] }",
    ),
    (
        "yaml",
        "openapi: 3.0.3\ninfo: {title: Doctor, version: '1'}\nservers: [{url: 'https://geai-doctor.invalid'}]\npaths:\n  \
         /b:\n    get:\n      operationId: getB\n",
    ),
    ("mcp", "{\"tools\":[{\"name\":\"look\",\"inputSchema\":{\"type\":\"object\",\"properties\":{}}}]}"),
    (
        "twice",
        "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Doctor\",\"version\":\"1\"},\"servers\":[{\"url\":\
         \"https://geai-doctor.invalid\"}],\"paths\":{\"/b\":{\"get\":{\"operationId\":\"same\"}},\"/a\":{\"get\":\
         {\"operationId\":\"same\"}}}}",
    ),
    ("secret", "geai-doctor-secret-that-opens-nothing"),
];

const IMPORT: &str = "POST /v3/tool-plugins/import";
const RECORD: &str = "PUT /v2/user-interactions/tool-plugins/<t>";
const CLOSE: &str = "PUT /v2/user-interactions/tool-plugins/<t>/close";
const OPEN: &str = "GET /v2/user-interactions/tool-plugins/open";
const NO_MANIFEST: &str = "an update without a manifest is refused, or loses it: send the whole definition";
const PLAIN: &str = "secrets come back as they were sent: what is stored is the text, not a reference";
const FORM: &str = "a manifest of this form is refused";

const OPENED: &[Check] = &[
    OK.means("this token cannot record interactions").when(&[400, 401, 403]),
    is("entity", "ToolPlugin"),
    is("isOpen", "true"),
];
const LISTED: &[Check] = &[OK, mentions("interactions", "<t>").means("what was recorded is not listed")];
const CLOSED: &[Check] = &[OK, is("entity", "tool-plugin"), is("isOpen", "false")];
const CLOSED_AGAIN: &[Check] = &[
    OK.means("closing twice is an error").when(&[400, 404, 409, 422]),
    is("entity", "tool-plugin"),
    is("isOpen", "false"),
];

/// W14 to W20.
pub const INTEGRATION_WRITES: &[Probe] = &[
    // I3, I9, SIM-50 to SIM-52, SIM-58, SIM-59.
    probe(
        "W14",
        "import an integration, again; its manifest; publish its tools, again; those of an unknown one",
        "a draft, 4002; to the letter; 2, 0; 200 with Messages",
        &[8, 11, 28],
        &[
            step(IMPORT)
                .body(r#"{"toolPlugin":{"name":"<run>-t","description":"First.","manifest":"<manifest>"}}"#)
                .keeps(&[("t", "id")])
                .expects(&[OK, is("pendingPublish", "true").means("imported tools are published at once")]),
            step(IMPORT)
                .body(r#"{"toolPlugin":{"name":"<run>-t","manifest":"<manifest>"}}"#)
                .builds_on_last()
                .expects(&[
                    refused().means("409: is_already_exists looks at ids as well").when(&[409]),
                    error_id("4002"),
                ]),
            step("GET /v3/tool-plugins/<t>").expects(&[
                OK,
                is("manifest", "<manifest>")
                    .means("manifests are written anew: compare them as JSON")
                    .causes(&["reserialises_manifest"]),
            ]),
            step("POST /v3/tool-plugins/<t>/publish-tools").expects(&[OK, is("totalPublished", "2")]),
            step("POST /v3/tool-plugins/<t>/publish-tools").builds_on_last().expects(&[OK, is("totalPublished", "0")]),
            step("POST /v3/tool-plugins/<run>-none/publish-tools").expects(&[
                OK.means("an unknown integration is an error by its status").causes(&["answers"]).when(&[400, 404]),
                present("Messages").means("an unknown integration is told in another way").causes(&["answers"]),
            ]),
        ],
    ),
    // D-67, SIM-51, SIM-61.
    probe("W15", "manifests: YAML, MCP, one operation id twice", "all are taken", &[28, 29], &[
        step(IMPORT)
            .body(r#"{"toolPlugin":{"name":"<run>-yaml","manifest":"<yaml>"}}"#)
            .expects(&[OK.means(FORM), told("tools/*/name")]),
        step(IMPORT)
            .body(r#"{"toolPlugin":{"name":"<run>-mcp","manifest":"<mcp>"}}"#)
            .expects(&[OK.means(FORM), told("tools/*/name")]),
        step(IMPORT)
            .body(r#"{"toolPlugin":{"name":"<run>-twice","manifest":"<twice>"}}"#)
            .expects(&[OK.means(FORM), told("tools/*/name")]),
    ]),
    // D-45, D-46, SIM-55.
    probe("W16", "update an integration in part; one that is not there; by the import route", "all work", &[1, 3, 8], &[
        step("PUT /v3/tool-plugins/<t>").body(r#"{"toolPlugin":{"description":"Second."}}"#).expects(&[
            OK.means("an update in part is refused: send the whole definition")
                .causes(&["update"])
                .no_route("there is no such route: use via_import"),
            is("description", "Second.").causes(&["update"]),
            present("manifest").means(NO_MANIFEST).causes(&["update"]),
        ]),
        step("PUT /v3/tool-plugins/<run>-new")
            .body(r#"{"toolPlugin":{"name":"<run>-new","manifest":"<manifest>"}}"#)
            .expects(&[OK.means("an update does not create")]),
        step("PUT /v3/tool-plugins/import/<t>").body(r#"{"toolPlugin":{"description":"Third."}}"#).expects(&[
            OK.means("an update in part is refused: send the whole definition")
                .causes(&["update"])
                .no_route("via_import is no way"),
            present("manifest").means(NO_MANIFEST).causes(&["update"]),
        ]),
    ]),
    // I3-08, SIM-53, SIM-54.
    probe(
        "W17",
        "import with a made-up secret, then with its reference; the configuration; an update without the scheme",
        "references only; the credential stays",
        &[27],
        &[
            step(IMPORT)
                .body(concat!(
                    r#"{"toolPlugin":{"name":"<run>-s","manifest":"<manifest>","securityScheme":{"type":"oauth2","flows":{"#,
                    r#""authorizationCode":{"authorizationUrl":"https://geai-doctor.invalid/a","#,
                    r#""tokenUrl":"https://geai-doctor.invalid/t","clientId":"geai-doctor","clientSecret":"<secret>"}}}}}"#,
                ))
                .keeps(&[("s", "id"), ("reference", "parameters/1/value")])
                .expects(&[
                    OK.means("a secret must be the name of a stored one"),
                    silent("", "<secret>").means(PLAIN),
                    is("pendingConfigCredential", "false").means("the secret of an import is not stored"),
                ]),
            step(IMPORT)
                .body(concat!(
                    r#"{"toolPlugin":{"name":"<run>-r","manifest":"<manifest>","securityScheme":{"type":"oauth2","flows":{"#,
                    r#""authorizationCode":{"authorizationUrl":"https://geai-doctor.invalid/a","#,
                    r#""tokenUrl":"https://geai-doctor.invalid/t","clientId":"geai-doctor","clientSecret":"<reference>"}}}}}"#,
                ))
                .expects(&[told(""), told("pendingConfigCredential")]),
            step("GET /v3/tool-plugins/<s>/config").expects(&[OK, silent("", "<secret>").means(PLAIN)]),
            step("PUT /v3/tool-plugins/<s>")
                .body(r#"{"toolPlugin":{"name":"<run>-s","manifest":"<manifest>"}}"#)
                .expects(&[
                    OK,
                    is("pendingConfigCredential", "false")
                        .means("an update without the credentials loses them: set them again")
                        .causes(&["secrets_wiped_when_scheme_absent"]),
                ]),
        ],
    ),
    // SIM-31.
    probe("W18", "agents by a tool: its id, its name, its public name", "found by the id", &[23], &[
        step("GET /v3/tool-plugins/<t>").keeps(&[("tool", "tools/0/id"), ("tool_name", "tools/0/name")]).expects(&[
            OK,
            present("tools/0/id").means("an integration does not tell the ids of its tools").causes(&["answers"]),
        ]),
        step("POST /<api>/agents")
            .body(r#"{"agentDefinition":{"name":"<run>-l","agentData":{"resourcePools":[{"name":"tools","tools":[{"name":"<tool_name>"}]}]}}}"#)
            .keeps(&[("l", "id")])
            .expects(&[OK]),
        step("GET /v4/agents?toolId=<tool>&allowDrafts=true")
            .about_others()
            .expects(&[OK, mentions("agents", "<l>").means("an agent is not found by the id of its tool")]),
        step("GET /v4/agents?toolId=<tool_name>&allowDrafts=true").about_others().expects(&[told("information/Total")]),
        step(IMPORT)
            .body(r#"{"toolPlugin":{"name":"<run>-pub","publicName":"<run>-pub","manifest":"<manifest>"}}"#)
            .with_public_name()
            .keeps(&[("public_tool", "tools/0/publicName")])
            .expects(&[OK]),
        step("GET /v4/agents?toolId=<public_tool>&allowDrafts=true")
            .with_public_name()
            .about_others()
            .expects(&[told(""), told("information/Total")]),
    ]),
    // D-57, D-58, SIM-80 to SIM-85.
    Probe {
        id: "W19",
        asks: "record an interaction, list the open ones, close it twice, with both tokens",
        expects: "ToolPlugin, listed, tool-plugin, the same again",
        settles: &[7],
        needs: Needs::OAuth,
        steps: &[
            step(RECORD).expects(OPENED),
            step(OPEN).about_others().builds_on_last().expects(LISTED),
            step(CLOSE).builds_on_last().expects(CLOSED),
            step(CLOSE).builds_on_last().expects(CLOSED_AGAIN),
            step(RECORD).by(Sender::OAuth).expects(OPENED),
            step(OPEN).by(Sender::OAuth).about_others().builds_on_last().expects(LISTED),
            step(CLOSE).by(Sender::OAuth).builds_on_last().expects(CLOSED),
            step(CLOSE).by(Sender::OAuth).builds_on_last().expects(CLOSED_AGAIN),
        ],
    },
    // SIM-57.
    probe("W20", "delete an integration that an agent uses, get the agent", "204; it keeps its reference", &[25], &[
        step("DELETE /v3/tool-plugins/<t>")
            .needs("l")
            .expects(&[OK.means("an integration in use cannot be deleted").when(&[400, 403, 409, 422])]),
        step("GET /<api>/agents/<l>?allowDrafts=true").builds_on_last().expects(&[
            OK,
            mentions("agentData", "<tool_name>").means("agents lose the tools of a deleted integration"),
        ]),
    ]),
];
