import compiler, { type SerializerFactory } from '@fastify/fast-json-stringify-compiler'

type Serializer = ReturnType<ReturnType<SerializerFactory>>

const serializers = new Map<string, Serializer>()

/**
 * Compiles the schemas of responses as Fastify itself does, but equal schemas only once in a process. Many routes share the schemas of
 * problems, and compiling took most of the processor time of a start.
 */
export const buildSerializer: SerializerFactory = (sharedSchemas, options) => {
  const compile = compiler()(sharedSchemas, options)
  const shared = JSON.stringify(sharedSchemas)
  return (route) => {
    const key = `${shared}${JSON.stringify(route.schema)}`
    const cached = serializers.get(key)
    if (cached) return cached
    const serializer = compile(route)
    serializers.set(key, serializer)
    return serializer
  }
}
