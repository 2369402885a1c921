# ruff: noqa: INP001
"""pygeai: `AgentClient`; it has no asyncio client, no setting for a time-out and none for headers."""

from functools import cached_property

from common import Driver, main
from pygeai.lab.agents.clients import AgentClient


class PyGeai(Driver):
    """Agents are got and created."""

    @cached_property
    def client(self) -> AgentClient:
        """The client; with the project given it asks for nothing beforehand."""
        return AgentClient(api_key=self.options.key, base_url=self.url, project_id="none")

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return self.client.get_agent(mark)
        return self.client.create_agent(
            name=mark,
            access_scope="private",
            public_name="none",
            job_description="none",
            avatar_image="none",
            description=self.options.body,
            agent_data_prompt={"instructions": "none"},
            agent_data_llm_config={"maxTokens": 1},
            agent_data_strategy_name="Dynamic Prompting",
            agent_data_models=[{"name": "gpt-4o"}],
        )

    def shown(self) -> object:
        """See `Driver`."""
        return self.client


main(PyGeai)
