import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemSchema } from '@firstline/domain/api/problem.schema';
import { problemCodes } from '../problems/problem.js';
import { openapiSchema } from './schema.js';

const description = `Takes a buyer’s signal to a rep’s first touch.

Whatever is not what you asked for is \`application/problem+json\` (RFC 9457): \`detail\` says what is wrong and what to do, \`errors\` names fields,
and \`code\` is one of these, for programs:

| status | code | |
| --- | --- | --- |
${problemCodes.map(({ code, status, title }) => `| ${status} | \`${code}\` | ${title} |`).join('\n')}
`;

/** `/openapi.json`, and a page to read and try it at `/docs`, from files of our own: it works without internet. */
export function serveReference(app: INestApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Firstline')
    .setDescription(description)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. Scope `ingest` sends signals, `operate` does everything else.',
    })
    .build();
  const operationIdFactory = (controller: string, method: string) => `${controller.replace(/Controller$/, '')}.${method}`;
  const document = withProblems(SwaggerModule.createDocument(app, about, { operationIdFactory }));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Firstline API',
  });
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head'] as const;

/** Any operation may be refused, in one shape. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const problem = { $ref: '#/components/schemas/Problem' };
  const refusal = { description: 'Refused: a problem that says why.', content: { 'application/problem+json': { schema: problem } } };
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, default: refusal };
    }
  }
  const schemas = { ...document.components?.schemas, Problem: openapiSchema(problemSchema, 'output') };
  return { ...document, components: { ...document.components, schemas } };
}
