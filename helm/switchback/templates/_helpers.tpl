{{/* Names stay within 63 characters with every suffix that this chart and the launcher add. */}}
{{- define "switchback.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "switchback.labels" -}}
app.kubernetes.io/name: switchback
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* (list context component) */}}
{{- define "switchback.selector" -}}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* (list context component) */}}
{{- define "switchback.componentLabels" -}}
{{ include "switchback.labels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* (list context image) */}}
{{- define "switchback.image" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
switchback/{{ index . 1 }}:{{ default $root.Chart.AppVersion $root.Values.image.tag }}
{{- end -}}

{{- define "switchback.scheme" -}}
{{- if .Values.tls.secret }}HTTPS{{ else }}HTTP{{ end -}}
{{- end -}}

{{/* Addresses of the engines and what belongs to them. */}}
{{- define "switchback.engineEnv" -}}
{{- $secret := .Values.engines.secret -}}
- name: SWITCHBACK_KAFKA
  valueFrom: {secretKeyRef: {name: {{ $secret.name }}, key: {{ $secret.keys.kafka }}}}
- name: SWITCHBACK_POSTGRES
  valueFrom: {secretKeyRef: {name: {{ $secret.name }}, key: {{ $secret.keys.postgres }}}}
- name: SWITCHBACK_CLICKHOUSE
  valueFrom: {secretKeyRef: {name: {{ $secret.name }}, key: {{ $secret.keys.clickhouse }}}}
- name: SWITCHBACK_REDIS
  valueFrom: {secretKeyRef: {name: {{ $secret.name }}, key: {{ $secret.keys.redis }}}}
{{- if .Values.engines.kafka.properties.secret }}
- name: SWITCHBACK_KAFKA_PROPERTIES
  value: /etc/switchback/kafka/{{ .Values.engines.kafka.properties.key }}
{{- end }}
{{- if or .Values.ca.configMap .Values.ca.existingSecret }}
- name: SWITCHBACK_CA
  value: /etc/switchback/ca/{{ .Values.ca.key }}
{{- end }}
{{- with .Values.engines.schemaRegistry.url }}
- name: SWITCHBACK_SCHEMA_REGISTRY
  value: {{ . | quote }}
{{- end }}
{{- with .Values.engines.clickhouse.cluster }}
- name: SWITCHBACK_CLICKHOUSE_CLUSTER
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "switchback.tlsEnv" -}}
{{- with .Values.tls.secret }}
- name: SWITCHBACK_TLS_KEYSTORE
  value: /etc/switchback/tls/keystore.p12
- name: SWITCHBACK_TLS_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ . }}, key: password}}
{{- end }}
{{- end -}}

{{- define "switchback.javaEnv" -}}
{{- with . }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* (list context withTls) */}}
{{- define "switchback.mounts" -}}
{{- $root := index . 0 -}}
- {name: tmp, mountPath: /tmp}
# The images' home and temporary folder.
- {name: state, mountPath: /var/lib/switchback}
{{- if $root.Values.engines.kafka.properties.secret }}
- {name: kafka, mountPath: /etc/switchback/kafka, readOnly: true}
{{- end }}
{{- if or $root.Values.ca.configMap $root.Values.ca.existingSecret }}
- {name: ca, mountPath: /etc/switchback/ca, readOnly: true}
{{- end }}
{{- if and (index . 1) $root.Values.tls.secret }}
- {name: tls, mountPath: /etc/switchback/tls, readOnly: true}
{{- end }}
{{- end -}}

{{/* Beside these each pod has one named state. (list context withTls) */}}
{{- define "switchback.volumes" -}}
{{- $root := index . 0 -}}
- name: tmp
  emptyDir: {}
{{- with $root.Values.engines.kafka.properties.secret }}
- name: kafka
  secret: {secretName: {{ . }}}
{{- end }}
{{- with $root.Values.ca }}
{{- if .configMap }}
- name: ca
  configMap:
    name: {{ .configMap }}
    items: [{key: {{ .key | quote }}, path: {{ .key | quote }}}]
{{- else if .existingSecret }}
- name: ca
  secret:
    secretName: {{ .existingSecret }}
    items: [{key: {{ .key | quote }}, path: {{ .key | quote }}}]
{{- end }}
{{- end }}
{{- if and (index . 1) $root.Values.tls.secret }}
- name: tls
  secret:
    secretName: {{ $root.Values.tls.secret }}
    items: [{key: keystore.p12, path: keystore.p12}]
{{- end }}
{{- end -}}

{{- define "switchback.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "switchback.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* What the pods of a service have in common where they are placed. (list context values component) */}}
{{- define "switchback.placement" -}}
{{- $root := index . 0 -}}
{{- $values := index . 1 -}}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "switchback.selector" (list $root (index $ 2)) | nindent 8 }}
    {{- if eq (index $ 2) "processor" }}
    # The pods of each version are spread by themselves.
    matchLabelKeys: [switchback.dev/pipeline, switchback.dev/version]
    {{- end }}
  {{- end }}
{{- end -}}
