@final
class LabPackage:
    """A package: agents and what they refer to, as `export` answers it and `import_` takes it.

    Made from what you have: a dict, JSON or YAML text (`str` or `bytes`), or the path of a file
    with either. The document is kept exactly as it came and is sent back exactly so.
    """

    def __new__(cls, document: LabPackage | str | bytes | PathLike[str] | Mapping[str, object], /) -> LabPackage: ...
    @property
    def agents(self) -> tuple[LabAgent, ...]:
        """The agents, in the order of the document."""
    @property
    def tools(self) -> tuple[LabTool, ...]:
        """The tools that the agents refer to."""
    @property
    def info(self) -> PackageInfo | None:
        """Where the package came from."""
    @property
    def extra(self) -> dict[str, Any]:
        """Members of the package that have no name here, as plain data."""
    def with_agent(
        self,
        index: int,
        *,
        name: str | None = None,
        public_name: str | None = None,
        access_scope: str | None = None,
        drop_id: bool = False,
        drop_avatar: bool = False,
    ) -> LabPackage:
        """A copy in which the agent at `index`, counted from 0, is changed.

        Everything else stays to the letter. For moving an agent to a project where its id or
        public name is taken: `drop_id` makes the import create a new agent, `drop_avatar` leaves
        the inline picture out, an empty `public_name` clears it.
        """
    def to_json(self) -> str:
        """The document as JSON text, to the letter."""
    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __copy__(self) -> LabPackage: ...
    def __deepcopy__(self, _memo: dict[int, Any], /) -> LabPackage: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def _repr_html_(self) -> str: ...
