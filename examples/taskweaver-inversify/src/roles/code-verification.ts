/** Names that generated code uses and must not. It looks at words, so it is a check on a model that errs, not on one that cheats. */
export function verifyCode(code: string, blocked: readonly string[]): string[] {
  const words = new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  return blocked.filter((name) => words.has(name)).map((name) => `"${name}" is not allowed`);
}
