/** Whether a pasted text is an id as the scheduler makes them: four hex digits, a dash, and a time-ordered part. */
export const looksLikeJobId = (text: string): boolean => /^[0-9a-f]{4}-[0-9a-z]{10,59}$/.test(text.trim());
