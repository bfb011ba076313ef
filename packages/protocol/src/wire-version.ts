/**
 * Version of our own API. A test pins the hash of all schemas to it: whoever changes what travels sees it and decides.
 * Additions that old clients pass over raise the second number; anything else is a new path (`/api/v2`).
 */
export const wireVersion = '1.0';
