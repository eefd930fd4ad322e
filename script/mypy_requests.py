"""Tell mypy what the house's middleware puts on every request, so that views can say plain HttpRequest.

They are Any: a view may not know the rooms' models, and a service checks what it is given.
"""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
SET_BY_MIDDLEWARE = ("membership", "clinic", "patient", "figure_look", "htmx")
ANY = AnyType(TypeOfAny.explicit)


def add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in SET_BY_MIDDLEWARE:
        variable = Var(name, ANY)
        variable.info = info
        info.names[name] = SymbolTableNode(MDEF, variable, plugin_generated=True)


def signed_in_user(context: AttributeContext) -> Type:
    """LoginRequiredMiddleware stands before every view that does not say otherwise."""
    return ANY


class Requests(Plugin):
    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return add_attributes if fullname == REQUEST else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return signed_in_user if fullname == f"{REQUEST}.user" else None


def plugin(version: str) -> type[Requests]:
    return Requests
