/** What the user did wrong or what is missing, in one sentence that says what to do. */
export class Complaint extends Error {
  readonly usage: string;
  readonly code: number;

  constructor(message: string, usage = '', code = 2) {
    super(message);
    this.usage = usage;
    this.code = code;
  }
}
