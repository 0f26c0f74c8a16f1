import type { Level } from './report.ts';

/** What one kind of change is. */
export interface Rule {
  /** For somebody who uses the place in any way; a particular use may bear it. */
  readonly level: Level;
  /** One sentence. */
  readonly means: string;
}

const breaking = (means: string): Rule => ({ level: 'breaking', means });
const risky = (means: string): Rule => ({ level: 'risky', means });
const harmless = (means: string): Rule => ({ level: 'harmless', means });

/** Every kind of change that is told apart. */
export const rules = {
  'operation-removed': breaking('The operation is gone.'),
  'operation-moved': breaking('The operation has another method or path.'),
  'operation-deprecated': risky('The operation is deprecated or got a date on which it ends.'),
  'operation-added': harmless('There is a new operation.'),
  'server-url-changed': risky('The operation has another host or base path.'),
  'request-security-changed': breaking('What is sent to authenticate is no longer among what the operation accepts.'),
  'request-security-widened': harmless(
    'What the operation accepts to authenticate changed; what is sent still is among it.',
  ),

  'request-parameter-removed': breaking('A parameter is gone.'),
  'request-parameter-moved': breaking('A parameter is sent in another part of the request.'),
  'request-parameter-added-required': breaking('There is a new parameter that every request has to carry.'),
  'request-parameter-added': harmless('There is a new optional parameter.'),
  'request-parameter-became-required': breaking('An optional parameter has to be in every request.'),
  'request-parameter-became-optional': harmless('A required parameter may be left out.'),
  'request-parameter-serialization-changed': breaking(
    'A parameter is written in another way (style, explode or content).',
  ),
  'request-raw-query-undeclared': risky('The document does not speak of the expression that is appended to the query.'),

  'request-body-removed': breaking('The operation takes no body any more.'),
  'request-body-added': harmless('The operation takes a body now, which may be left out.'),
  'request-body-became-required': breaking('Every request has to have a body.'),
  'request-body-became-optional': harmless('The body may be left out.'),
  'request-media-type-removed': breaking('The body is not taken as JSON any more.'),
  'request-media-type-changed': risky('The body is taken as JSON of another name.'),
  'request-media-type-added': harmless('The body is taken as JSON, too.'),

  'request-property-removed': breaking('A property is gone.'),
  'request-property-became-read-only': breaking('A property is only answered and must not be sent.'),
  'request-property-added-required': breaking('There is a new property that has to be sent.'),
  'request-property-added': harmless('There is a new optional property.'),
  'request-property-became-required': breaking('An optional property has to be sent.'),
  'request-property-became-optional': harmless('A required property may be left out.'),
  'request-default-changed': risky('Leaving a value out means another value than before.'),
  'request-type-changed': breaking('Values of a type are no longer taken.'),
  'request-type-widened': harmless('Values of more types are taken.'),
  'request-enum-member-removed': breaking('A value of an enumeration is no longer taken.'),
  'request-enum-member-added': harmless('An enumeration has a new value.'),
  'request-enum-added': breaking('Only listed values are taken.'),
  'request-enum-dropped': harmless('Other values than the listed ones are taken.'),
  'request-open-enum-member-removed': risky('A value is no longer in the list of known ones.'),
  'request-open-enum-member-added': harmless('The list of known values has a new one.'),
  'request-open-enum-dropped': harmless('Known values are no longer listed.'),
  'request-open-enum-added': harmless('Known values are listed.'),
  'request-constraint-tightened': breaking('Less is taken than before.'),
  'request-constraint-loosened': harmless('More is taken than before.'),
  'request-additional-properties-closed': breaking('Properties that are not named are no longer taken.'),
  'request-additional-properties-opened': harmless('Properties that are not named are taken.'),
  'request-alternative-removed': breaking('One of several forms of a value is no longer taken.'),
  'request-alternative-added': harmless('Another form of a value is taken.'),

  'response-success-status-removed': breaking('No status of success that was known is left.'),
  'response-success-status-narrowed': harmless('One of several statuses of success is gone.'),
  'response-success-status-added': breaking('There is a new status of success, which the gateway refuses.'),
  'response-error-status-removed': risky('A status of refusal or failure is gone.'),
  'response-error-status-added': risky('There is a new status of refusal or failure.'),
  'response-media-type-removed': breaking('The answer is not JSON any more.'),
  'response-body-added': harmless('An answer without a body has one now.'),
  'response-header-removed': breaking('A header of the answer is gone.'),
  'response-header-added': harmless('The answer has a new header.'),

  'response-property-removed': breaking('A property is gone.'),
  'response-property-became-write-only': breaking('A property is only sent and not answered any more.'),
  'response-property-became-optional': breaking('A property that was always there may be missing.'),
  'response-property-became-required': harmless('A property that might be missing is always there.'),
  'response-property-added': harmless('There is a new property.'),
  'response-closed-object-extended': breaking('There is a new property where no others were allowed.'),
  'response-type-changed': breaking('Values may have a type that they could not have before.'),
  'response-type-narrowed': harmless('Values have fewer types than before.'),
  'response-enum-member-added': breaking('A closed enumeration has a new value.'),
  'response-enum-member-removed': risky('A value of an enumeration does not occur any more.'),
  'response-enum-dropped': breaking('Values are no longer limited to those of an enumeration.'),
  'response-enum-added': harmless('Values are limited to those of an enumeration.'),
  'response-open-enum-member-added': risky('An open enumeration has a new value, which becomes unknown.'),
  'response-open-enum-member-removed': risky('A value of an open enumeration does not occur any more.'),
  'response-open-enum-dropped': harmless('Known values are no longer listed.'),
  'response-open-enum-added': harmless('Known values are listed.'),
  'response-constraint-loosened': breaking('Values are allowed that were not allowed before.'),
  'response-constraint-tightened': harmless('Values are more limited than before.'),
  'response-additional-properties-opened': breaking('Properties that are not named may occur.'),
  'response-additional-properties-closed': harmless('Properties that are not named do not occur any more.'),
  'response-alternative-added': breaking('A value may have a form that it could not have before.'),
  'response-alternative-removed': harmless('One of several forms of a value does not occur any more.'),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof rules;

export const ruleOf = (name: RuleName): Rule => rules[name];
