{{/* From this the launcher makes a Deployment for each version (ADR 175). */}}
{{- define "switchback.processorTemplate" -}}
{{- $full := include "switchback.fullname" . -}}
{{- $values := .Values.processor -}}
apiVersion: v1
kind: PodTemplate
metadata:
  name: {{ $full }}
  labels: {{- include "switchback.labels" . | nindent 4 }}
  annotations:
    switchback.dev/owner-configmap: {{ $full }}-processors
template:
  metadata:
    labels: {{- include "switchback.componentLabels" (list . "processor") | nindent 6 }}
    {{- with $values.podAnnotations }}
    annotations: {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    serviceAccountName: {{ $full }}-processor
    automountServiceAccountToken: false
    enableServiceLinks: false
    terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
    securityContext: {{- include "switchback.podSecurity" . | nindent 6 }}
    {{- include "switchback.placement" (list . $values "processor") | trim | nindent 4 }}
    containers:
      - name: processor
        image: {{ include "switchback.image" (list . "processor") }}
        imagePullPolicy: {{ .Values.image.pullPolicy }}
        args: [serve, processor]
        env:
          {{- include "switchback.engineEnv" . | nindent 10 }}
          - {name: SWITCHBACK_THREADS, value: {{ $values.threads | int | quote }}}
          - {name: SWITCHBACK_STATE, value: /var/lib/switchback}
          - {name: SWITCHBACK_PROCESSOR_PORT, value: "8070"}
          {{- include "switchback.javaEnv" $values.javaOptions | nindent 10 }}
          {{- with $values.extraEnv }}
          {{- toYaml . | nindent 10 }}
          {{- end }}
        ports:
          - {name: health, containerPort: 8070}
        startupProbe:
          httpGet: {path: /health/live, port: health}
          periodSeconds: 2
          timeoutSeconds: 3
          failureThreshold: 60
        readinessProbe:
          httpGet: {path: /health/ready, port: health}
          periodSeconds: 5
          timeoutSeconds: 3
        livenessProbe:
          httpGet: {path: /health/live, port: health}
          periodSeconds: 10
          timeoutSeconds: 5
          failureThreshold: 6
        resources: {{- toYaml $values.resources | nindent 10 }}
        securityContext: {{- include "switchback.containerSecurity" . | nindent 10 }}
        volumeMounts: {{- include "switchback.mounts" (list . false) | nindent 10 }}
    volumes:
      {{- include "switchback.volumes" (list . false) | nindent 6 }}
      - name: state
        {{- if $values.state.ephemeralVolume.enabled }}
        ephemeral:
          volumeClaimTemplate:
            spec:
              accessModes: [ReadWriteOnce]
              {{- with $values.state.ephemeralVolume.storageClassName }}
              storageClassName: {{ . }}
              {{- end }}
              resources: {requests: {storage: {{ $values.state.ephemeralVolume.size }}}}
        {{- else }}
        emptyDir: {sizeLimit: {{ $values.state.sizeLimit }}}
        {{- end }}
{{- end -}}
