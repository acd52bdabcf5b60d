export { type Answer, excerptOf, isYes } from './answer.ts';
export { NoAnswerError } from './no-answer-error.ts';
export { type Post, Poster, type PosterOptions } from './poster.ts';
