import { Credentials, getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	ICredentials,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentials,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, Workflow, isExpression } from 'n8n-workflow';
import { loadPackageCredential } from './host.cjs';
import { TestNodeTypes } from './nodeTypes';

/** What a user entered, by credential type: `{ copernicaApi: { accessToken: '…' } }`. */
export type CredentialValues = Record<string, ICredentialDataDecryptedObject>;

type GenericAuthenticate = Record<string, Record<string, string>>;

/** Node that n8n resolves expressions in a credential against when there is no run. */
const expressionNode: INode = {
	id: 'credential',
	name: 'Credential',
	typeVersion: 1,
	type: 'n8n-nodes-base.noOp',
	position: [0, 0],
	parameters: {},
};

/**
 * Stored credentials and what n8n's server does with them, in the manner of n8n's own `CredentialsHelper`
 * (n8n 2.41, credentials-helper.js): data is stored encrypted, defaults are filled in and expressions resolved when
 * it is read, `authenticate` runs as a function or as the generic form, and an expirable token is fetched when it
 * is empty or after the vendor's 401, **and stored**.
 */
export class TestCredentials extends ICredentialsHelper {
	/** How often each credential type's `preAuthentication` fetched a token. */
	readonly tokenFetches: Record<string, number> = {};

	private readonly stored = new Map<string, Credentials>();
	private readonly types = new Map<string, ICredentialType>();

	private constructor(private readonly own: Record<string, ICredentialType>) {
		super();
	}

	/**
	 * @param values one credential per type
	 * @param ownTypes credential types that a test brings itself, by name
	 */
	static async with(
		values: CredentialValues,
		ownTypes: Record<string, ICredentialType> = {},
	): Promise<TestCredentials> {
		const helper = new TestCredentials(ownTypes);
		for (const [type, data] of Object.entries(values)) {
			const credentials = new Credentials({ id: `id-${type}`, name: `Test ${type}` }, type);
			await credentials.setData(data);
			helper.stored.set(type, credentials);
		}
		return helper;
	}

	/** What a workflow's node holds to point at the stored credentials; undefined when there are none. */
	references(): INodeCredentials | undefined {
		if (this.stored.size === 0) return undefined;
		return Object.fromEntries(
			[...this.stored.values()].map(({ id, name, type }) => [type, { id: id ?? null, name }]),
		);
	}

	/** The values as they are stored now, decrypted: a fetched token shows up here. */
	async storedValues(type: string): Promise<ICredentialDataDecryptedObject> {
		return await this.byType(type).getData();
	}

	/** The credential type's definition. Throws for a name that neither the package nor the test defines. */
	definition(type: string): ICredentialType {
		const known = this.types.get(type);
		if (known !== undefined) return known;
		const definition = this.own[type] ?? loadPackageCredential(type);
		if (definition === undefined)
			throw new Error(`The engine tests know no credential type "${type}"`);
		this.types.set(type, definition);
		return definition;
	}

	getParentTypes(name: string): string[] {
		return this.definition(name).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.definition(type).properties;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		// As in n8n: what comes in is the caller's request, completed in place.
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.definition(typeName);
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (workflow === undefined || node === undefined) {
			throw new Error('Workflow and node are required for declarative credential authentication');
		}
		const resolve = (text: string): string => {
			if (!isExpression(text)) return text;
			const value = workflow.expression.getSimpleParameterValue(
				node,
				text,
				'internal',
				{ $credentials: credentials },
				undefined,
				'',
			);
			return value ? String(value) : '';
		};
		const groups: GenericAuthenticate = {};
		for (const [group, entries] of Object.entries(authenticate.properties)) {
			groups[group] = Object.fromEntries(
				Object.entries(entries ?? {}).map(([key, value]) => [resolve(key), resolve(String(value))]),
			);
		}
		const { headers, qs, body, auth } = groups;
		if (headers !== undefined) options.headers = { ...options.headers, ...headers };
		if (qs !== undefined) options.qs = { ...options.qs, ...qs };
		if (body !== undefined) options.body = Object.assign({}, options.body, body);
		if (auth !== undefined) {
			options.auth = { username: auth.username ?? '', password: auth.password ?? '' };
		}
		return options;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const definition = this.definition(typeName);
		const expirable = definition.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (expirable === undefined || definition.preAuthentication === undefined) return undefined;
		const isCredentialTest = node.parameters.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[expirable.name] !== '' && !credentialsExpired && !isCredentialTest) {
			return undefined;
		}
		this.tokenFetches[typeName] = (this.tokenFetches[typeName] ?? 0) + 1;
		// n8n declares a looser type here than for what it stores; the two meet in its own helper as well.
		const output = (await definition.preAuthentication.call(
			helpers,
			credentials,
		)) as ICredentialDataDecryptedObject;
		if (output[expirable.name] === undefined) return undefined;
		const details = node.credentials?.[definition.name];
		if (details === undefined) return undefined;

		const storedData = await (await this.getCredentials(details, definition.name)).getData();
		const toStore = { ...storedData };
		for (const [key, value] of Object.entries(output)) {
			// n8n keeps an expression that the user wrote, except in the token itself.
			if (key === expirable.name || !isExpression(storedData[key])) toStore[key] = value;
		}
		await this.updateCredentials(details, definition.name, toStore);
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.definition(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	async getCredentials(details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		const credentials = this.byType(type);
		if (details.id !== credentials.id) {
			throw new Error(`Credential with ID "${details.id}" does not exist for type "${type}".`);
		}
		return credentials;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const data = await (await this.getCredentials(details, type)).getData();
		if (raw === true) return data;
		return this.resolve(additionalData, data, type, mode, executeData, resolveValues);
	}

	/** Fills in the type's defaults and evaluates expressions, as n8n does before a credential is used. */
	resolve(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		resolveValues?: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const parameters = data as INodeParameters;
		const withDefaults =
			NodeHelpers.getNodeParameters(
				this.getCredentialsProperties(type),
				parameters,
				true,
				false,
				null,
				null,
			) ?? parameters;
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		const resolved =
			resolveValues === undefined
				? new Workflow({
						nodes: [expressionNode],
						connections: {},
						active: false,
						nodeTypes: new TestNodeTypes(),
					}).expression.getComplexParameterValue(
						expressionNode,
						withDefaults,
						mode,
						keys,
						undefined,
						undefined,
						withDefaults,
					)
				: resolveValues.workflow.expression.getParameterValue(
						withDefaults,
						resolveValues.runExecutionData,
						resolveValues.runIndex,
						resolveValues.itemIndex,
						resolveValues.node.name,
						resolveValues.connectionInputData,
						mode,
						keys,
						executeData,
						false,
						withDefaults,
					);
		return resolved as ICredentialDataDecryptedObject;
	}

	async updateCredentials(
		details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const current = this.byType(type);
		const updated = new Credentials({ id: details.id, name: current.name }, type);
		await updated.setData(data);
		this.stored.set(type, updated);
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new Error('The credentials of this package do not use OAuth');
	}

	private byType(type: string): Credentials {
		const credentials = this.stored.get(type);
		if (credentials === undefined) throw new Error(`No credential of type "${type}" is stored`);
		return credentials;
	}
}
