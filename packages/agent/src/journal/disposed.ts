/** In the place of a delivery's reason: the run is gone from the destination, and a person signed that its copy there was disposed of. */
export const DISPOSED = 'DISPOSED';
