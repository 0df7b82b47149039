/** An object that throws when anybody looks inside it, whoever that is. */
export function sealed(): object {
  const refuse = (): never => {
    throw new Error('the map looks inside a key: only its hasher or comparator may');
  };
  return new Proxy(
    {},
    {
      get: refuse,
      set: refuse,
      has: refuse,
      deleteProperty: refuse,
      ownKeys: refuse,
      getOwnPropertyDescriptor: refuse,
      defineProperty: refuse,
      getPrototypeOf: refuse,
      setPrototypeOf: refuse,
      isExtensible: refuse,
      preventExtensions: refuse,
    },
  );
}
