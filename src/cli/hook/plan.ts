/** What installing a hook comes to, before it is done. */

export interface HookPlan {
  /** What `apply` does, one step a line; none where the hook is there as it should be. */
  steps: string[];
  /** What has been done, after `apply`. */
  done: string;
  apply(): void;
}
