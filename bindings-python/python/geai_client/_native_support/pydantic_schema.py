"""How pydantic checks and writes models. pydantic asks for it, so that nothing else imports its parts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def model_schema(cls: Any, _source: Any, _handler: Any) -> Any:
    """The schema of a model class: an object of it, or a dict with wire names; written as `to_dict` gives it."""
    from pydantic_core import core_schema

    members = {
        wire_name: core_schema.typed_dict_field(core_schema.any_schema(), required=required)
        for _, wire_name, required in cls._members()
    }
    # What it says of itself in a JSON schema; what is right in detail, the class checks.
    described = core_schema.typed_dict_schema(
        members, extra_behavior="allow", ref=f"{cls.__module__}.{cls.__qualname__}", cls_name=cls.__name__
    )
    read = core_schema.no_info_after_validator_function(cls.from_dict, described)
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda model: model.to_dict(), return_schema=core_schema.dict_schema()
        ),
    )


def null_schema(cls: Any, null: object) -> Any:
    """The schema of what clears a member: the object itself, in JSON `null`."""
    from pydantic_core import core_schema

    read = core_schema.no_info_after_validator_function(lambda _: null, core_schema.none_schema())
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.is_instance_schema(cls),
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda _: None, return_schema=core_schema.none_schema()
        ),
    )


def page_schema(cls: Any, source: Any, handler: Any) -> Any:
    """The schema of a page: the page itself, or a list of its records; written as that list."""
    from pydantic_core import core_schema

    records = core_schema.list_schema(_inside(source, handler))
    return _made_of(cls, records, lambda page: page.items)


def response_schema(cls: Any, source: Any, handler: Any) -> Any:
    """The schema of a response: the response itself, or its data; written as its data."""
    return _made_of(cls, _inside(source, handler), lambda response: response.data)


def package_schema(cls: Any, _source: Any, _handler: Any) -> Any:
    """The schema of a package: the package itself, or what one is made of; written as its document."""
    from pydantic_core import core_schema

    return _made_of(cls, core_schema.any_schema(), lambda package: package.to_dict())


def instance_schema(cls: Any, _source: Any, _handler: Any) -> Any:
    """The schema of what only this package makes: an object of the class."""
    from pydantic_core import core_schema

    return core_schema.is_instance_schema(cls)


def _inside(source: Any, handler: Any) -> Any:
    """The schema of what a generic class holds, where the annotation says it."""
    from pydantic_core import core_schema

    arguments = getattr(source, "__args__", ())
    return handler.generate_schema(arguments[0]) if arguments else core_schema.any_schema()


def _made_of(cls: Any, parts: Any, written: Any) -> Any:
    """The schema of an object of a class, or of what it is made of, as which it is written."""
    from pydantic_core import core_schema

    read = core_schema.no_info_after_validator_function(cls, parts)
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
        serialization=core_schema.plain_serializer_function_ser_schema(written, return_schema=parts),
    )
