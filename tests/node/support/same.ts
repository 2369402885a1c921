// Equality of types, to the letter: `same<A, B>(true)` compiles where they are equal, and nowhere else.

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const same = <A, B>(_: Same<A, B>): void => {};

/** The members of a class or an interface; of methods what they take and give. A member that is new changes it. */
export type Surface<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer Taken) => infer Given ? [Taken, Given] : T[Name];
};
