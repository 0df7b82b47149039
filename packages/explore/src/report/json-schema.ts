/** The part of JSON Schema that describes plain data, tied to the TypeScript type that it describes. */
export type SchemaOf<T> = [T] extends [string]
  ? { readonly type: 'string'; readonly enum?: readonly T[] }
  : [T] extends [number]
    ? { readonly type: 'integer' | 'number'; readonly minimum?: number; readonly const?: T }
    : [T] extends [boolean]
      ? { readonly type: 'boolean' }
      : [T] extends [readonly (infer Item)[]]
        ? { readonly type: 'array'; readonly items: SchemaOf<Item> }
        : string extends T
          ? { readonly anyOf: readonly [SchemaOf<string>, SchemaOf<Exclude<T, string>>] }
          : {
              readonly type: 'object';
              readonly additionalProperties: false;
              readonly required: readonly (keyof T)[];
              readonly properties: { readonly [K in keyof T]-?: SchemaOf<Exclude<T[K], undefined>> };
            };

/** Any of them, for walking through. */
interface AnySchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: number;
  readonly minimum?: number;
  readonly items?: AnySchema;
  readonly anyOf?: readonly AnySchema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, AnySchema>>;
}

/**
 * What is wrong with a value, or nothing.
 * @param path - where the value stands: `story`
 */
export function mismatch(value: unknown, schema: AnySchema, path: string): string | undefined {
  if (schema.anyOf) {
    const all = schema.anyOf.map((one) => mismatch(value, one, path));
    return all.includes(undefined) ? undefined : all.at(-1);
  }
  if (!isOfType(value, schema.type)) return `${path} is no ${schema.type}`;
  if (schema.enum && !schema.enum.includes(value)) return `${path} is none of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined && value !== schema.const) return `${path} is not ${schema.const}`;
  if (schema.minimum !== undefined && (value as number) < schema.minimum) {
    return `${path} is less than ${schema.minimum}`;
  }
  if (Array.isArray(value))
    return first(value, (item, at) => mismatch(item, schema.items ?? {}, `${path}[${at}]`));
  return typeof value === 'object' && value !== null ? mismatchOfObject(value, schema, path) : undefined;
}

function mismatchOfObject(value: object, schema: AnySchema, path: string): string | undefined {
  const missing = schema.required?.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `${path}.${missing} is missing`;
  return first(Object.entries(value), ([key, held]) => {
    const properties = schema.properties ?? {};
    if (!Object.hasOwn(properties, key)) return `${path}.${key} is not known`;
    return mismatch(held, properties[key] as AnySchema, `${path}.${key}`);
  });
}

function first<T>(
  items: readonly T[],
  check: (item: T, at: number) => string | undefined,
): string | undefined {
  for (const [at, item] of items.entries()) {
    const wrong = check(item, at);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isOfType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case undefined:
      return true;
    default:
      return typeof value === type;
  }
}
