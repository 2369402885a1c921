class BaseModel:
    """What all models share."""

    @property
    def extra(self) -> dict[str, Any]:
        """Members that have no name here, by wire name, as plain data."""
    @property
    def malformed_members(self) -> dict[str, Any]:
        """Values of another type than documented, which are unset here and in the models in it, by their places.

        Such as `agentData.models[0].name`; as plain data. They go back as they came.
        """
    def edit(self, changes: Mapping[str, object], /) -> Self:
        """A copy with the values at some places changed, such as `{"agent_data.prompt.instructions": "Be brief."}`.

        However deep they are; an element of a list is `agent_data.models[0]`, a member without a name here
        `extra.` and its name. `None` leaves a member out, `NULL` clears it where it is sent. A misspelt place is
        refused with the nearest name. Whatever else the model holds stays.
        """
    def to_dict(self, *, reveal_secrets: bool = False) -> dict[str, Any]:
        """Plain data with wire names; only what is set, `None` for `NULL`.

        Secrets are `***` unless they are to be revealed.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, object], /, *, strict: bool = True) -> Self:
        """Reads plain data with wire names; records of the server, such as an agent, as tolerantly as an answer.

        In what requests send, `None` is the `null` of JSON, which clears a member as `NULL` does, and a member without
        a name here is refused, unless it stands under `extra` or `strict` is false.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: dict[int, Any], /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __setattr__(self, name: str, value: object, /) -> NoReturn: ...
    def __delattr__(self, name: str, /) -> NoReturn: ...
    def _printed(self) -> Self: ...
    def _repr_html_(self) -> str: ...
    @classmethod
    def _from_json(cls, text: str) -> Self: ...
    @classmethod
    def _members(cls) -> list[tuple[str, str, bool]]: ...
    @classmethod
    def _columns(cls) -> list[tuple[str, str]]: ...
