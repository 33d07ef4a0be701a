/** What a lane's owner does during a piece of time; for a loop, `suspended` means that it is idle. */
export type Phase = 'suspended' | 'ready' | 'running';
