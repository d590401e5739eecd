/**
 * Keeps what is being typed: the draft as it is now, told to the core 200 ms after the first change since the last
 * time, so that nothing older than 300 ms can be lost. A failed save is tried again until it succeeds.
 */
import { type AppError, asAppError } from "../../ipc/error";
import type { VisitCheck } from "../../ipc/types/VisitCheck";
import type { VisitDraft } from "../../ipc/types/VisitDraft";

const PAUSE_MS = 200;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10_000;

/** Trying again heals none of these: the visit is over, gone, or newer in another window. */
const FINAL: readonly string[] = ["visit_ended", "visit_elsewhere", "not_found", "internal_locked"];

interface Keeping {
  /** Tells the core; answers what the draft means now, or nothing where nothing is checked. */
  keep: (draft: VisitDraft) => Promise<VisitCheck | null>;
  /** Once for each failure in a row. */
  failed: (error: AppError) => void;
  /** The core will not take this draft any more. */
  lost: (error: AppError) => void;
  pauseMs?: number;
}

export class DraftStore {
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private flying: Promise<boolean> | null = null;
  private version = 0;
  private kept = 0;
  private tries = 0;
  /** When the first change that no telling has taken along was made, on the page's own clock. */
  private since: number | null = null;
  private over = false;
  check: VisitCheck | null = null;
  failure: AppError | null = null;

  constructor(
    public draft: VisitDraft,
    private readonly keeping: Keeping,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  change(make: (draft: VisitDraft) => VisitDraft): void {
    const next = make(this.draft);
    if (next === this.draft) return;
    this.draft = next;
    this.version += 1;
    this.since ??= performance.now();
    this.tell();
    this.arm(this.keeping.pauseMs ?? PAUSE_MS);
  }

  /** Everything typed so far is told; false when the core did not take it. */
  flush = async (): Promise<boolean> => {
    while (this.kept < this.version) {
      if (this.over || !(await this.once())) return false;
    }
    return true;
  };

  /** Nothing typed is waiting. */
  get clean(): boolean {
    return this.kept === this.version;
  }

  /** The core's own draft instead of this one: another window has written it. */
  replace(draft: VisitDraft, check: VisitCheck): void {
    this.draft = draft;
    this.kept = this.version;
    this.over = false;
    this.failure = null;
    this.check = check;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private arm(ms: number): void {
    if (this.over) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.once().then((told) => {
        if (told && this.kept < this.version) this.arm(this.left());
      });
    }, ms);
  }

  /** What is left of the pause: what was changed while the core was slow has waited already. */
  private left(): number {
    const waited = this.since === null ? 0 : performance.now() - this.since;
    return Math.max(0, (this.keeping.pauseMs ?? PAUSE_MS) - waited);
  }

  private once(): Promise<boolean> {
    this.flying ??= this.send().finally(() => {
      this.flying = null;
    });
    return this.flying;
  }

  private async send(): Promise<boolean> {
    const { version } = this;
    if (version === this.kept) return true;
    this.since = null;
    try {
      const check = await this.keeping.keep(this.draft);
      this.kept = Math.max(this.kept, version);
      this.tries = 0;
      this.failure = null;
      if (check) this.check = check;
      this.tell();
      return true;
    } catch (thrown) {
      const error = asAppError(thrown);
      if (FINAL.includes(error.code)) {
        this.over = true;
        this.keeping.lost(error);
        return false;
      }
      if (this.tries === 0) this.keeping.failed(error);
      this.failure = error;
      this.tell();
      this.arm(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.tries));
      this.tries += 1;
      return false;
    }
  }
}
