export * from './called-functions.js';
