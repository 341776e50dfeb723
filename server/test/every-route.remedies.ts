import { lineOf, type Operation } from '../../testing/operations.ts'

/** The method and the path of a route, and the line where it is declared. */
export const nameWithLine = (operation: Operation): string =>
  `${operation.method} ${operation.path} (${lineOf(operation)})`

/** What to do where a check of every-route.test.ts fails; its `onEach` names the route. */
export const remedies = {
  sample: 'the sample of the route in testing/samples/ gives a value to every property of its body',
  entityTag: 'the list has no entity tag: add `etag: true` to the config of the route',
  ifMatch:
    'the use case ignores If-Match: call `assertVersion(before.version, call.ifMatch)` in it, or remove `preconditionFailed` from `problems` of the route',
  undeclaredIfMatch:
    'the route changes an object with a version and does not compare If-Match: call `assertVersion(before.version, call.ifMatch)` in its use case, and add `preconditionFailed` to `problems` of the route',
  idempotency:
    'a POST runs in `withIdempotency`; where it may run again when it is repeated, the config of its route has `ignoresIdempotencyKey: true`',
  target:
    'add `target` to the config of the route: it finds the object, and throws `not_found` where there is none',
  secret:
    '`target` of this route finds the object for everybody, so that a lesser role gets 403; where its existence is a secret, add its path to `isSecret` in server/test/every-route.test.ts',
}
