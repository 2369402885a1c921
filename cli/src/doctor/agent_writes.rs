//! The probes that write, about agents. Every object has the name of the run in its own.

use super::probe::{
    Check, Needs, Probe, Sender, absent, echo, error_id, is, is_not, not_found, present, probe, refused, status, step,
    success, told,
};

const OK: Check = success();
/// The status that the documentation has, which is looked at once for each method that creates.
const CREATED: Check =
    status(&[201]).means("a success has another status than documented: programs take every 2xx for one").when(&[200]);
const REFUSED: Check = refused();

const CREATE: &str = "POST /<api>/agents";
const PUBLISH: &str = "POST /v2/agents/<p>/publish-revision";
const IMPORT: &str = "POST /v2/agents/import";
const LOST: &str = "members that an update leaves out lose their value: send the whole definition";
const NULL: &str = "null is not ignored: it clears the member, or it is refused";
const CHANGED: &str = "a member does not come back as it was sent: get, change, update is no round trip";
const BAD_NAME: &str = "such a name is taken: names must be checked by who gives them";
const OTHER_NAME: &str = "such names are refused by the server, or taken for another one";
const TAKEN: &str = "names that are another text for us are one for the server";

/// W1 to W13 and W22.
pub const AGENT_WRITES: &[Probe] = &[
    // SIM-10, SIM-18.
    probe("W1", "create an agent with a name only", "201, a draft, revision 1", &[], &[step(CREATE)
        .body(r#"{"agentDefinition":{"name":"<run>-a"}}"#)
        .keeps(&[("a", "id")])
        .expects(&[
            OK.means("a draft needs more than a name"),
            CREATED,
            is("isDraft", "true").means("what is created is published"),
            is("revision", "1").means("revisions do not begin with 1").causes(&["revisions"]),
        ])]),
    // SIM-19.
    probe("W2", "create it again", "400 with the error 54002", &[11], &[step(CREATE)
        .body(r#"{"agentDefinition":{"name":"<run>-a"}}"#)
        .needs("a")
        .expects(&[
            REFUSED.means("409: the class of the error is another one; is_already_exists looks at ids as well").when(&[409]),
            error_id("54002"),
        ])]),
    // SIM-24.
    probe("W3", "get an agent that has drafts only", "404; with drafts allowed the draft", &[14], &[
        step("GET /<api>/agents/<a>").expects(&[not_found().given("drafts are given without being asked for")]),
        step("GET /<api>/agents/<a>?allowDrafts=true")
            .expects(&[OK.means("drafts cannot be read"), is("isDraft", "true").means("a draft is told as published")]),
    ]),
    // REQ-01, REQ-03, SIM-07.
    probe("W4", "create an agent with every member, and an unknown one", "all comes back, to the letter", &[30], &[
        step(CREATE)
            .body(concat!(
                r#"{"agentDefinition":{"name":"<run>-c","description":"  Blanks at both ends.  ","jobDescription":"A job.","#,
                r#""accessScope":"private","sharingScope":"organization","avatarImage":"https://geai-doctor.invalid/a.png","#,
                r#""geaiDoctor":"kept","agentData":{"strategyName":"Chain of Thought","prompt":{"context":"None.","#,
                r#""instructions":" Do nothing. ","inputs":["one"],"outputs":[{"key":"k","description":"d"}],"#,
                r#""examples":[{"inputData":"i","output":"o"}]},"llmConfig":{"maxTokens":100,"timeout":30,"#,
                r#""sampling":{"temperature":0.5,"topK":1,"topP":1}},"models":[{"name":"<model>","#,
                r#""llmConfig":{"maxTokens":100,"sampling":{"temperature":0.5}}}],"resourcePools":["#,
                r#"{"name":"second","isExternal":true,"tools":[{"name":"<run>-2"},{"name":"<run>-1"}]},"#,
                r#"{"name":"first","isExternal":true,"agents":[{"name":"<run>-a"}]}]}}}"#,
            ))
            .keeps(&[("c", "id")])
            .expects(&[
                OK.means("a definition with every documented member is refused"),
                is("isDraft", "true").means("what is created is published"),
                is("description", "  Blanks at both ends.  ").means("texts are trimmed").causes(&["trims_texts"]),
                is("jobDescription", "A job.").means(CHANGED),
                is("accessScope", "private").means(CHANGED),
                is("sharingScope", "organization").means(CHANGED).causes(&["omits"]).in_v4(),
                is("avatarImage", "https://geai-doctor.invalid/a.png").means(CHANGED).causes(&["answers", "omits"]),
                is("geaiDoctor", "kept").means("members that no page has do not come back").causes(&["answers"]),
                echo("agentData", "agentDefinition/agentData").means("get, change, update is no round trip"),
            ]),
        step(CREATE)
            .body(r#"{"agentDefinition":{"name":"<run>-m","publicName":"<run>-m"}}"#)
            .with_public_name()
            .expects(&[OK, is("publicName", "<run>-m").means(CHANGED).causes(&["answers", "omits"])]),
    ]),
    // D-20, SIM-12.
    probe("W5", "update a description alone", "the other members keep their value", &[3, 8], &[
        step("PUT /<api>/agents/<c>").body(r#"{"agentDefinition":{"description":"Changed."}}"#).expects(&[
            OK,
            is("description", "Changed."),
            is("jobDescription", "A job.").means(LOST).causes(&["update"]),
            present("agentData").means(LOST).causes(&["update"]),
        ]),
    ]),
    probe("W6", "update a prompt alone", "the block agentData is replaced", &[3], &[step("PUT /<api>/agents/<c>")
        .body(r#"{"agentDefinition":{"agentData":{"prompt":{"instructions":"Only this."}}}}"#)
        .keeps(&[("updated", "revision")])
        .expects(&[
            OK,
            is("agentData/prompt/instructions", "Only this."),
            absent("agentData/models").means("updates merge at every level").causes(&["update"]),
        ])]),
    // SIM-11.
    probe("W7", "the same update again", "the next revision", &[16], &[step("PUT /<api>/agents/<c>")
        .body(r#"{"agentDefinition":{"agentData":{"prompt":{"instructions":"Only this."}}}}"#)
        .expects(&[
            OK,
            is("revision", "<updated+1>")
                .means("an update that changes nothing makes no revision, or numbers have gaps")
                .causes(&["revisions"]),
        ])]),
    // GEN-07, GEN-15.
    probe("W22", "update a description to null, then to an empty text", "null is ignored, the text is stored", &[24], &[
        step("PUT /<api>/agents/<c>").body(r#"{"agentDefinition":{"description":"Here."}}"#).expects(&[OK]),
        step("PUT /<api>/agents/<c>")
            .body(r#"{"agentDefinition":{"description":null}}"#)
            .builds_on_last()
            .expects(&[OK.means(NULL).causes(&["null"]), is("description", "Here.").means(NULL).causes(&["null", "update"])]),
        step("PUT /<api>/agents/<c>").body(r#"{"agentDefinition":{"description":""}}"#).expects(&[
            OK,
            is("description", "").means("an empty text does not clear a member"),
        ]),
        step("PUT /<api>/agents/<c>").body(r#"{"agentDefinition":{"publicName":"<run>-c"}}"#).with_public_name().expects(&[OK]),
        step("PUT /<api>/agents/<c>")
            .body(r#"{"agentDefinition":{"publicName":null}}"#)
            .with_public_name()
            .expects(&[told(""), told("publicName")]),
        step("PUT /<api>/agents/<c>")
            .body(r#"{"agentDefinition":{"publicName":""}}"#)
            .with_public_name()
            .expects(&[told(""), told("publicName")]),
    ]),
    // SIM-14 to SIM-16.
    probe("W8", "publish a revision, again, a lower one, an unknown one", "200, 200, 400, 400", &[17], &[
        step(CREATE)
            .body(concat!(
                r#"{"agentDefinition":{"name":"<run>-p","agentData":{"strategyName":"Chain of Thought","#,
                r#""prompt":{"instructions":"Do nothing."},"models":[{"name":"<model>"}]}}}"#,
            ))
            .keeps(&[("p", "id"), ("lower", "revision")])
            .expects(&[OK]),
        step("PUT /<api>/agents/<p>")
            .body(concat!(
                r#"{"agentDefinition":{"description":"Second.","agentData":{"strategyName":"Chain of Thought","#,
                r#""prompt":{"instructions":"Do nothing."},"models":[{"name":"<model>"}]}}}"#,
            ))
            .keeps(&[("revision", "revision")])
            .expects(&[OK]),
        step(PUBLISH).body(r#"{"revision":<revision>}"#).keeps(&[("published", "isDraft")]).expects(&[
            OK.means("publishing needs more than instructions and a model"),
            is("isDraft", "false"),
        ]),
        step(PUBLISH).body(r#"{"revision":<revision>}"#).builds_on_last().expects(&[
            OK.means("a publish whose answer was lost cannot be repeated blindly"),
            is("revision", "<revision>").means("publishing again makes a revision"),
        ]),
        step(PUBLISH)
            .body(r#"{"revision":<lower>}"#)
            .needs("published")
            .expects(&[REFUSED.means("older revisions can be published: a way back")]),
        step(PUBLISH).body(r#"{"revision":999999}"#).expects(&[REFUSED]),
    ]),
    // SIM-13.
    probe("W9", "an update that publishes, with a model that is none", "400, and nothing is stored", &[], &[
        step("PUT /<api>/agents/<p>?automaticPublish=true")
            .body(r#"{"agentDefinition":{"agentData":{"prompt":{"instructions":"Do nothing."},"models":[{"name":""}]}}}"#)
            .expects(&[REFUSED.means("publishing does not look at models")]),
        step("GET /<api>/agents/<p>?allowDrafts=true").builds_on_last().expects(&[
            OK,
            is("revision", "<revision>").means("a refused update is stored all the same: executed=no is not true of it"),
        ]),
    ]),
    // A5-02, SIM-24 to SIM-26.
    probe("W10", "get a published agent that has a newer draft, in four ways", "the published one unless named", &[9], &[
        step("PUT /<api>/agents/<p>")
            .body(concat!(
                r#"{"agentDefinition":{"description":"Third.","agentData":{"strategyName":"Chain of Thought","#,
                r#""prompt":{"instructions":"Do nothing."},"models":[{"name":"<model>"}]}}}"#,
            ))
            .keeps(&[("newer", "revision")])
            .expects(&[OK]),
        step("GET /<api>/agents/<p>").needs("published").expects(&[
            OK,
            is("revision", "<revision>").means("a newer draft is given in place of what is published").causes(&["drafts"]),
            is("isDraft", "false").means("a newer draft is given in place of what is published").causes(&["drafts"]),
        ]),
        step("GET /<api>/agents/<p>?allowDrafts=true").needs("published").expects(&[
            OK,
            is("revision", "<revision>").means("allowDrafts alone gives the newest draft").causes(&["drafts"]),
        ]),
        step("GET /<api>/agents/<p>?allowDrafts=true&revision=<newer>").expects(&[
            OK,
            is("revision", "<newer>"),
            is("isDraft", "true"),
        ]),
        step("GET /<api>/agents/<p>?revision=<newer>")
            .expects(&[not_found().given("a draft that is named by its revision is given without allowDrafts")]),
    ]),
    // SIM-23.
    probe("W11", "upsert: a new name, the same, an unknown id, another name", "201 each, an id of its own", &[18], &[
        step("PUT /<api>/agents/<run>-u/upsert")
            .body(r#"{"agentDefinition":{"name":"<run>-u"}}"#)
            .keeps(&[("u", "id")])
            .expects(&[OK.means("an upsert does not create"), CREATED]),
        step("PUT /<api>/agents/<run>-u/upsert")
            .body(r#"{"agentDefinition":{"name":"<run>-u","description":"Again."}}"#)
            .expects(&[OK, is("id", "<u>").means("an upsert makes a second agent of the same name")]),
        step("PUT /<api>/agents/<guid>/upsert")
            .body(r#"{"agentDefinition":{"name":"<run>-g"}}"#)
            .keeps(&[("g", "id")])
            .expects(&[
                OK.means("an upsert by an unknown id is refused"),
                is_not("id", "<guid>").means("an upsert creates under the id that it is given"),
            ]),
        step("PUT /<api>/agents/<u>/upsert")
            .body(r#"{"agentDefinition":{"name":"<run>-v"}}"#)
            .expects(&[OK, is("id", "<u>"), is("name", "<run>-v").means("an upsert does not rename")]),
    ]),
    // A8, VER-02.
    probe("W12", "delete an agent twice; another in v4", "204, 404; any", &[8, 10], &[
        step("DELETE /v2/agents/<u>").expects(&[
            OK,
            status(&[204]).means("the success of a deletion has another status than documented").when(&[200]),
        ]),
        step("DELETE /v2/agents/<u>")
            .builds_on_last()
            .expects(&[status(&[404]).means("a repeated deletion is a success").when(&[200])]),
        step("DELETE /v4/agents/<g>").expects(&[told("")]),
    ]),
    // A10, SIM-44 to SIM-48.
    Probe {
        id: "W13",
        asks: "export an agent; import it here; in another project once, twice, and two agents",
        expects: "the error 40003; an agent, the same one, one object",
        settles: &[5, 6, 8, 24],
        needs: Needs::SecondProject,
        steps: &[
            step("GET /v2/agents/<p>/export")
                .keeps(&[("package", ""), ("info", "labPackage/info"), ("exported", "labPackage/agents/0")])
                .expects(&[OK, present("labPackage/agents/0/id")]),
            step(IMPORT).body("<package>").expects(&[REFUSED, error_id("40003")]),
            step(IMPORT).by(Sender::SecondProject).body("<package>").keeps(&[("imported", "id")]).expects(&[
                OK.means("the package is refused"),
                status(&[200]).means("a success has another status than documented").when(&[200]),
                is("name", "<run>-p"),
            ]),
            step(IMPORT)
                .by(Sender::SecondProject)
                .body("<package>")
                .expects(&[OK, is("id", "<imported>").means("a second import makes a second agent")]),
            step(IMPORT)
                .by(Sender::SecondProject)
                .body(r#"{"labPackage":{"info":<info>,"agents":[<exported>,{"importIndex":2,"name":"<run>-two","agentData":{}}]}}"#)
                .expects(&[OK, present("id").means("several agents are answered as something else than one object")]),
            step(IMPORT)
                .by(Sender::SecondProject)
                .body(r#"{"labPackage":{"info":<info>,"agents":[{"importIndex":1,"name":"<run>-n","publicName":null}]}}"#)
                .with_public_name()
                .expects(&[told(""), told("publicName")]),
            step(IMPORT)
                .by(Sender::SecondProject)
                .body(r#"{"labPackage":{"info":<info>,"agents":[{"importIndex":1,"name":"<run>-e","publicName":""}]}}"#)
                .with_public_name()
                .expects(&[told(""), told("publicName")]),
        ],
    },
];

/// W23, W24 and W21.
pub const NAME_WRITES: &[Probe] = &[
    // SIM-08.
    probe("W23", "two names that differ in case, and two that differ in their Unicode form", "four agents", &[12], &[
        step(CREATE).body(r#"{"agentDefinition":{"name":"<run>-case"}}"#).expects(&[OK]),
        step(CREATE)
            .body(r#"{"agentDefinition":{"name":"<run>-CASE"}}"#)
            .builds_on_last()
            .expects(&[OK.means(TAKEN).causes(&["names"])]),
        step(CREATE).body(r#"{"agentDefinition":{"name":"<run>-\u00e9"}}"#).expects(&[OK]),
        step(CREATE).body(r#"{"agentDefinition":{"name":"<run>-e\u0301"}}"#).builds_on_last().expects(&[OK.means(TAKEN)]),
    ]),
    // SIM-14, SIM-17, SIM-32.
    probe("W24", "a draft that names what is not there; publish with an unpublished helper", "201 with messages; 201", &[], &[
        step(CREATE)
            .body(concat!(
                r#"{"agentDefinition":{"name":"<run>-x","agentData":{"prompt":{"instructions":"Do nothing."},"#,
                r#""models":[{"name":"<model>"}],"resourcePools":[{"name":"helpers","agents":[{"name":"<run>-none"}]},"#,
                r#"{"name":"tools","tools":[{"name":"<run>-none"}]}]}}}"#,
            ))
            .keeps(&[("x", "id"), ("draft", "revision")])
            .expects(&[
                OK.means("what a draft names must be there: helpers first").causes(&["drafts_check_references"]),
                present("messages")
                    .means("a faulty draft is stored without a word")
                    .causes(&["answers", "drafts_check_references"]),
            ]),
        step("POST /v2/agents/<x>/publish-revision")
            .body(r#"{"revision":<draft>}"#)
            .expects(&[REFUSED.means("an agent can be published with a tool that is not there")]),
        step("POST /<api>/agents?automaticPublish=true")
            .body(concat!(
                r#"{"agentDefinition":{"name":"<run>-h","agentData":{"prompt":{"instructions":"Do nothing."},"#,
                r#""models":[{"name":"<model>"}],"resourcePools":[{"name":"helpers","agents":[{"name":"<run>-a"}]}]}}}"#,
            ))
            .needs("a")
            .expects(&[OK.means("helpers must be published first").causes(&["publish_checks_helpers"])]),
    ]),
    // SIM-20.
    probe("W21", "names: blank, with : and /, long, of many scripts", "400 three times, 201 twice", &[], &[
        step(CREATE).body(r#"{"agentDefinition":{"name":" "}}"#).expects(&[REFUSED.means(BAD_NAME), told("errors/*/description")]),
        step(CREATE).body(r#"{"agentDefinition":{"name":"<run>:"}}"#).expects(&[REFUSED.means(BAD_NAME), told("errors/*/description")]),
        step(CREATE).body(r#"{"agentDefinition":{"name":"<run>/"}}"#).expects(&[REFUSED.means(BAD_NAME), told("errors/*/description")]),
        step(CREATE)
            .body(concat!(
                r#"{"agentDefinition":{"name":"<run>-long-long-long-long-long-long-long-long-long-long-long-long-long-long-"#,
                r#"long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long"}}"#,
            ))
            .expects(&[OK.means(OTHER_NAME)]),
        step(CREATE)
            .body(r#"{"agentDefinition":{"name":"<run>-Größe 日本 שלום 😀"}}"#)
            .expects(&[OK.means(OTHER_NAME), is("name", "<run>-Größe 日本 שלום 😀").means(OTHER_NAME)]),
    ]),
];
