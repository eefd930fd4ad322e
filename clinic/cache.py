"""A cache shared by all processes that nobody has to wait or fall for."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _forgiving(name: str, instead: Callable[[Any], Any]) -> Callable[..., Any]:
    operation = getattr(RedisCache, name)

    @wraps(operation)
    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return operation(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache does not answer: %s", type(error).__name__)
            return instead(kwargs.get("default", args[1] if len(args) > 1 else None))

    return method


class ForgivingRedisCache(RedisCache):
    """Redis, but a sign-in must not fall over because it is away.

    While it is away nothing is remembered, so rate limits do not hold; codes still allow three tries each.
    """

    get = _forgiving("get", lambda default: default)
    set = _forgiving("set", lambda _: None)
    add = _forgiving("add", lambda _: True)
    delete = _forgiving("delete", lambda _: False)
