"""What surrounds agents and integrations: whose token it is, a sign-in step by step, configuration, sharing links."""

from __future__ import annotations

from pathlib import Path

from geai_client import ConfigParameter, OAuthFlow, OAuthFlows, SecurityScheme
from geai_client.testing import Emulator

DESCRIPTION = Path(__file__).parents[1] / "integrations" / "parcels.openapi.json"
# A service that the emulator knows and whose users sign in.
SERVICE = "https://parcels.example.com/openapi.json"

# The service of this example is one that only the emulator knows.
with Emulator() as emulator, emulator.client() as client:
    owner = client.validate_token()
    print(f"the token belongs to project {owner.project_id}")

    # `inspector.authorize` takes these three steps for you.
    scheme = client.inspector.security_scheme(SERVICE).security_scheme or SecurityScheme()
    found = scheme.flows and scheme.flows.authorization_code
    flow = (found or OAuthFlow()).replace(client_id="example-client", challenge_method="S256")
    challenge = client.inspector.create_challenge(scheme.replace(flows=OAuthFlows(authorization_code=flow)))
    print(f"sign in at {challenge.authorization_url.partition('?')[0]}")
    fetched = client.inspector.manifest(challenge_id=challenge.challenge_id)
    print(f"fetched before anybody signed in: {fetched.success}")

    parcels = client.integrations.import_(name="parcels", manifest=DESCRIPTION)
    client.integrations.update("parcels", description="Parcels and where they are")
    client.integrations.set_config("parcels", [ConfigParameter(key="region", value="north")])
    for parameter in client.integrations.get_config("parcels"):
        print(f"{parameter.key} is set: {parameter}")
    client.integrations.delete(parcels.id)

    agent = client.agents.create(
        name="ParcelGreeter",
        agent_data={"prompt": {"instructions": "Greet."}, "models": [{"name": "gpt-4o"}]},
        automatic_publish=True,
    )
    link = client.agents.create_sharing_link(agent.id)
    print(f"a link holds a token, so it is not printed: {link.shared_link is not None}, {link}")
    client.agents.delete(agent.id)
