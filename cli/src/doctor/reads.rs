//! The probes that only read.

use super::probe::{
    Needs, Probe, Sender, Step, absent, at_least, each, empty, error_id, is, is_not, members, mentions, not_found,
    present, probe, status, success, told,
};

const OK: super::probe::Check = success();

const fn get(call: &'static str) -> Step {
    Step::new(call)
}

const NO_DRAFTS: &str = "the total is not larger with drafts: allowDrafts is not honoured";
const NO_TOTALS: &str = "there are no totals: which flags count cannot be told";
const NO_EXTERNAL: &str = "the total is smaller with agents of other projects: includeExternal is not honoured";
const GIVEN: &str = "what is not there is no error: an answer does not tell that it exists";
const OTHER_ID: &str = "the error has another id, or none: is_not_found looks at the status and the text as well";
const PAGE: &str = "the page is of another size than documented: say count where it matters";
/// Statuses of a token that is refused, or of what goes with it.
const TOKEN: &[u16] = &[400, 401, 403];
const ROUTE: &str = "neither there nor absent: look at the answer";

/// R0 to R20.
pub const READS: &[Probe] = &[
    probe(
        "R0",
        "GET / without a token",
        "200 with a version",
        &[],
        &[get("GET /").by(Sender::Nobody).expects(&[
            OK.means("the base URL, or the prefix of its path, is wrong").when(&[]),
            mentions("", "version").means("something else than the API answers there: the base URL may be wrong"),
        ])],
    ),
    // Both ids are kept, and replaced in the record.
    probe(
        "R1",
        "the token",
        "the ids of organisation and project",
        &[13],
        &[get("GET /v1/accessControl/apitoken/validate")
            .keeps(&[("project_id", "projectId"), ("organization_id", "organizationId")])
            .about_others()
            .expects(&[
                OK.means("the token is wrong, or expired").when(&[400, 401, 403]),
                present("organizationId").means("the token has no organisation"),
                present("projectId").means("the token has no project"),
            ])],
    ),
    probe(
        "R2",
        "a token that does not exist",
        "401",
        &[13],
        &[get("GET /v1/accessControl/apitoken/validate").by(Sender::Stranger).expects(&[
            status(&[401])
                .means("the class of the error cannot tell a wrong token: its ids 5 to 7 do")
                .when(&[400, 403]),
            told("errors/*/id"),
        ])],
    ),
    probe(
        "R3",
        "the list of agents in v4",
        "200 with information",
        &[15],
        &[get("GET /v4/agents?count=1").about_others().expects(&[
            OK.no_route("there is no v4: use agents_api=v2 (--agents-api v2)"),
            present("information").means("totals of lists are unknown"),
        ])],
    ),
    // D-31.
    probe(
        "R4",
        "the list of agents in v2",
        "200 without information",
        &[15],
        &[get("GET /v2/agents?count=1")
            .about_others()
            .expects(&[OK.no_route("there is no v2"), absent("information").means("lists of v2 have totals, too")])],
    ),
    // D-17, SIM-28, SIM-30.
    probe(
        "R5",
        "which flags of a list count",
        "drafts and agents of other projects add to the total",
        &[],
        &[
            get("GET /<api>/agents?count=1&allowDrafts=false")
                .about_others()
                .keeps(&[("plain", "information/Total")])
                .expects(&[OK, told("information/Total"), present("information/Total").means(NO_TOTALS).in_v4()]),
            get("GET /<api>/agents?count=1&allowDrafts=true")
                .about_others()
                .keeps(&[("agents", "agents"), ("agent", "agents/0/id"), ("drafts", "information/Total")])
                .expects(&[OK, told("information/Total"), at_least("information/Total", "<plain>").means(NO_DRAFTS)]),
            get("GET /<api>/agents?count=1&allowDrafts=false&includeExternal=true").about_others().expects(&[
                OK,
                told("information/Total"),
                at_least("information/Total", "<plain>").means(NO_EXTERNAL),
            ]),
            get("GET /<api>/agents?count=1&allowDrafts=true&includeExternal=true").about_others().expects(&[
                OK,
                told("information/Total"),
                at_least("information/Total", "<drafts>").means(NO_EXTERNAL),
            ]),
            get("GET /<api>/agents?count=1&allowDrafts=true&allowExternal=true")
                .about_others()
                .expects(&[OK, told("information/Total")]),
        ],
    ),
    probe(
        "R6",
        "the largest page, and a list without results",
        "the count is echoed; nothing, twice",
        &[19],
        &[
            get("GET /v4/agents?count=1000").about_others().expects(&[
                OK,
                is("information/PageSize", "1000")
                    .means("the largest page has this size: bulk readers must not ask for more"),
            ]),
            get("GET /<api>/agents?start=1000000&count=1").about_others().expects(&[
                OK,
                empty("agents").means("a start past the end is another page: walking lists cannot end there"),
            ]),
            get("GET /<api>/agents?status=<run>").about_others().expects(&[
                OK.means("an unknown status is refused"),
                empty("agents").means("an unknown status is ignored"),
            ]),
        ],
    ),
    probe(
        "R7",
        "an unknown agent, by name and by id",
        "404 with the error 4000",
        &[10],
        &[
            get("GET /<api>/agents/<run>-none").expects(&[not_found().given(GIVEN), error_id("4000").means(OTHER_ID)]),
            get("GET /<api>/agents/<guid>").expects(&[not_found().given(GIVEN), error_id("4000").means(OTHER_ID)]),
        ],
    ),
    // GEN-03.
    probe(
        "R8",
        "a name with a blank, an umlaut and a percent sign",
        "the decoded name in the error",
        &[],
        &[get("GET /<api>/agents/%20%C3%BC%25<run>").expects(&[
            not_found(),
            mentions("", " ü%<run>").means("names reach the server in another form than they were sent"),
        ])],
    ),
    // D-15, D-16.
    probe(
        "R9",
        "agents by an unknown tool, in three spellings",
        "none; none, or all; 404",
        &[23],
        &[
            get("GET /v4/agents?toolId=<guid>")
                .about_others()
                .expects(&[OK, empty("agents").means("toolId is ignored: list_by_tool gives all agents")]),
            get("GET /v4/agents?ToolId=<guid>&count=1").about_others().expects(&[OK, told("information/Total")]),
            get("GET /v4/agents/<guid>").expects(&[not_found().given(GIVEN)]),
        ],
    ),
    probe(
        "R10",
        "the list of integrations, with each flag",
        "20 a page; tools have ids",
        &[20, 22],
        &[
            get("GET /v3/tool-plugins").about_others().expects(&[
                OK,
                told("information/Total"),
                is("information/PageSize", "20").means(PAGE),
            ]),
            get("GET /v3/tool-plugins?allowDrafts=true")
                .about_others()
                .keeps(&[("integrations", "toolPlugins")])
                .expects(&[OK, told("information/Total"), is("information/PageSize", "20").means(PAGE)]),
            get("GET /v3/tool-plugins?allowExternal=true").about_others().expects(&[
                OK,
                told("information/Total"),
                is("information/PageSize", "20").means(PAGE),
            ]),
            get("GET /v3/tool-plugins?allowDrafts=true&allowExternal=true").about_others().expects(&[
                OK,
                told("information/Total"),
                is("information/PageSize", "20").means(PAGE),
            ]),
            get("GET /v3/tool-plugins?detailLevel=expanded").about_others().expects(&[
                OK,
                each("toolPlugins/*/tools/*", "id").means("list_by_tool has no way to the ids of tools"),
                members("toolPlugins/*/tools/*"),
            ]),
        ],
    ),
    probe(
        "R11",
        "an unknown integration",
        "404 with the error 4000",
        &[10],
        &[get("GET /v3/tool-plugins/<run>-none")
            .expects(&[not_found().given(GIVEN), error_id("4000").means(OTHER_ID)])],
    ),
    // D-51.
    probe(
        "R12",
        "the inspector without a URL",
        "200 with the message 4001",
        &[2],
        &[get("GET /v3/tool-plugins/inspector/security-scheme").expects(&[
            OK,
            is("messages/*/id", "4001").means("another message, or none, tells that the URL is missing"),
        ])],
    ),
    // D-49.
    probe(
        "R13",
        "names for the URL of the inspector",
        "url ends the message 4001",
        &[2],
        &[
            get("GET /v3/tool-plugins/inspector/security-scheme?url=https://geai-doctor.invalid/openapi.json").expects(
                &[
                    OK.means("a URL that cannot be reached is an error by its status"),
                    is_not("messages/*/id", "4001")
                        .means("the parameter has another name: further ones can be given to security_scheme"),
                ],
            ),
            get("GET /v3/tool-plugins/inspector/security-scheme?URL=https://geai-doctor.invalid/openapi.json")
                .expects(&[told("messages/*/id")]),
            get("GET /v3/tool-plugins/inspector/security-scheme?address=https://geai-doctor.invalid/openapi.json")
                .expects(&[told("messages/*/id")]),
            get("GET /v3/tool-plugins/inspector/security-scheme?uri=https://geai-doctor.invalid/openapi.json")
                .expects(&[told("messages/*/id")]),
            get("GET /v3/tool-plugins/inspector/security-scheme?targetUrl=https://geai-doctor.invalid/openapi.json")
                .expects(&[told("messages/*/id")]),
        ],
    ),
    // AUT-06.
    Probe {
        id: "R14",
        asks: "the inspector with an OAuth token, with either header of the project and with none",
        expects: "one header suffices, none does not",
        settles: &[4],
        needs: Needs::OAuth,
        steps: &[
            get("GET /v3/tool-plugins/inspector/security-scheme")
                .by(Sender::OAuthWith("ProjectId"))
                .expects(&[OK.means("ProjectId alone is not enough").when(TOKEN)]),
            get("GET /v3/tool-plugins/inspector/security-scheme")
                .by(Sender::OAuthWith("Project-Id"))
                .expects(&[OK.means("Project-Id alone is not enough").when(TOKEN)]),
            get("GET /v3/tool-plugins/inspector/security-scheme")
                .by(Sender::OAuthWith(""))
                .expects(&[status(TOKEN).means("the inspector needs no project").when(&[200])]),
        ],
    },
    // D-52.
    probe(
        "R15",
        "the manifest of the inspector, without parameters",
        "success is false",
        &[2],
        &[get("GET /v3/tool-plugins/inspector/manifest").expects(&[
            OK,
            is("success", "false").means("it refers to something else than to a sign-in that was begun"),
        ])],
    ),
    // D-57.
    Probe {
        id: "R16",
        asks: "open interactions, with an API token and with an OAuth token",
        expects: "200 twice",
        settles: &[7],
        needs: Needs::OAuth,
        steps: &[
            get("GET /v2/user-interactions/tool-plugins/open")
                .about_others()
                .expects(&[OK.means("interactions need an access token of a person").when(TOKEN)]),
            get("GET /v2/user-interactions/tool-plugins/open")
                .by(Sender::OAuth)
                .about_others()
                .expects(&[OK.means("interactions are closed to access tokens").when(TOKEN)]),
        ],
    },
    probe(
        "R17",
        "the members of an exported agent",
        "agents, each with an id and a name",
        &[5, 30],
        &[get("GET /v2/agents/<agent>/export").about_others().expects(&[
            OK,
            each("labPackage/agents/*", "id").means("a package has another form than documented"),
            each("labPackage/agents/*", "name").means("a package has another form than documented"),
            members(""),
        ])],
    ),
    probe(
        "R18",
        "the members of an agent, in v4 and in v2",
        "an id and a name",
        &[30],
        &[
            get("GET /v4/agents/<agent>?allowDrafts=true")
                .about_others()
                .keeps(&[("model", "agentData/models/0/name")])
                .expects(&[OK, present("id"), present("name"), members("")]),
            get("GET /v2/agents/<agent>?allowDrafts=true").about_others().expects(&[
                OK,
                present("id"),
                present("name"),
                members(""),
            ]),
        ],
    ),
    probe("R19", "the headers of all answers so far", "any", &[26], &[get("").expects(&[told("headers")])]),
    // SIM-88.
    probe(
        "R20",
        "versions and drafts of agents, models and tools",
        "200 or 404",
        &[],
        &[
            get("GET /v4/agents/<agent>/versions")
                .about_others()
                .expects(&[status(&[200, 404]).means(ROUTE), told("")]),
            get("GET /v4/agents/<agent>/drafts").about_others().expects(&[status(&[200, 404]).means(ROUTE), told("")]),
            get("GET /v2/llm/providers").about_others().expects(&[status(&[200, 404]).means(ROUTE), told("")]),
            get("GET /v2/tools?count=1").about_others().expects(&[status(&[200, 404]).means(ROUTE), told("")]),
        ],
    ),
];
