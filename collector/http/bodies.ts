/** JSON bodies of the framework's routes, which are parsed before anybody's token is looked at: those that are too deep are refused. */
import type { FastifyError, FastifyInstance } from 'fastify';
import { isDeep } from '../json.js';

const TOO_DEEP: Pick<FastifyError, 'message' | 'statusCode'> = { message: 'the body is nested too deep', statusCode: 400 };

/** Before the routes: each scope takes over what is set here. */
export const refuseDeepBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (isDeep(body)) done(Object.assign(new Error(), TOO_DEEP));
    else parse(request, body, done);
  });
};
