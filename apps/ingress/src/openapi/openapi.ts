import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** `/openapi.json`, and a page to read and try it at `/docs`, from files of our own: it works without internet. */
export function serveReference(app: INestApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Firstline')
    .setDescription(
      'Takes a buyer’s signal to a rep’s first touch. Every refusal is `application/problem+json` (RFC 9457) with a `code` for programs and a `detail` that says what to do.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. Scope `ingest` sends signals, `operate` does everything else.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, about, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Firstline API',
  });
}
