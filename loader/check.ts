/** Placeholder until the configuration check is there. */
export const checkCommand = async (_args: string[]): Promise<number> => 2;
