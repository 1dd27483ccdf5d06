// Rules about manifests.
#include "access/lint/rules.h"

namespace rolecall::access {
namespace {

using policy::ExampleKind;
using policy::FindingSeverity;
using policy::FixKind;
using policy::LintRule;

constexpr LintRule kManifestRules[] = {
    {"role-annotation-form", FindingSeverity::kError, FixKind::kSafe, "The annotation does not name a role",
     "The webhook does not check the value: it is injected as it is, and STS answers that it is invalid. --fix "
     "takes blanks out.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/k8s-main/App "
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-key", FindingSeverity::kWarning, FixKind::kSafe, "An annotation that the webhook does not know",
     "The key is all but one of those that the webhook reads. As it stands it has no effect.", ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role_arn: arn:aws:iam::111122223333:role/k8s-main/App
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-kind", FindingSeverity::kError, FixKind::kNone, "The role stands on the wrong object",
     "The webhook reads eks.amazonaws.com/role-arn from service accounts only. On a pod or a workload it has no "
     "effect.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
)"},
    {"role-annotation-audience", FindingSeverity::kWarning, FixKind::kSafe,
     "The audience of the tokens is empty or misspelt",
     "Tokens for another audience than the provider's client ids are refused by STS.", ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/audience: sts.amazon.com
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/audience: sts.amazonaws.com
)"},
    {"role-annotation-expiration", FindingSeverity::kWarning, FixKind::kSafe,
     "The lifetime of the tokens cannot be had",
     "It is a number of seconds, in quotes, from 600 to 86400. The webhook raises smaller numbers to 600 and "
     "passes greater ones on; text that is no number is ignored.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/token-expiration: "300"
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/token-expiration: "3600"
)"},
    {"role-annotation-sts-regional", FindingSeverity::kWarning, FixKind::kSuggested,
     "sts-regional-endpoints is neither true nor false", "The webhook then uses its default.", ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/sts-regional-endpoints: "yes"
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/sts-regional-endpoints: "true"
)"},
    {"role-annotation-sts-global", FindingSeverity::kHint, FixKind::kSuggested, "Pods use the global STS endpoint",
     "The endpoint of the pod's region is nearer, and the only one that accepts tokens in regions that must be "
     "opted into.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/sts-regional-endpoints: "false"
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/sts-regional-endpoints: "true"
)"},
    {"pod-identity-preset", FindingSeverity::kWarning, FixKind::kNone, "A container sets the identity itself",
     "If AWS_ROLE_ARN or AWS_WEB_IDENTITY_TOKEN_FILE is there, the webhook injects neither. AWS_ACCESS_KEY_ID "
     "comes first in every SDK, so that the role is silently not used.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
      env:
        - name: AWS_ACCESS_KEY_ID
          value: AKIAEXAMPLE
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
      env:
        - name: AWS_REGION
          value: eu-central-1
)"},
    {"pod-mount-clash", FindingSeverity::kWarning, FixKind::kNone,
     "A volume is mounted where the webhook mounts the token",
     "The webhook adds its mount without looking at the paths, and the API server refuses two mounts with the "
     "same path.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
      volumeMounts:
        - name: tokens
          mountPath: /var/run/secrets/eks.amazonaws.com/serviceaccount
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
      volumeMounts:
        - name: tokens
          mountPath: /var/run/secrets/tokens
)"},
    {"pod-skip-containers", FindingSeverity::kWarning, FixKind::kSafe,
     "skip-containers names a container that the pod does not have",
     "The list is read as CSV: blanks after a comma belong to the name.", ExampleKind::kManifest,
     R"(apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
  annotations:
    eks.amazonaws.com/skip-containers: "main, proxy"
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
    - name: proxy
      image: proxy
)",
     R"(apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
  annotations:
    eks.amazonaws.com/skip-containers: "main,proxy"
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
    - name: proxy
      image: proxy
)"},
    {"pod-service-account", FindingSeverity::kWarning, FixKind::kSuggested,
     "The pod runs as another service account than the one with the role",
     "The pod names no service account, or one that is not here, and the namespace has one with a role.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  containers:
    - name: main
      image: app
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
)"},
    {"pod-webhook-skipped", FindingSeverity::kWarning, FixKind::kNone, "A label keeps the webhook away from the pod",
     "Pods with the label eks.amazonaws.com/skip-pod-identity-webhook are not given the role of their service "
     "account.",
     ExampleKind::kManifest,
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
  labels:
    eks.amazonaws.com/skip-pod-identity-webhook: "true"
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
)",
     R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: secrets
spec:
  serviceAccountName: reader
  containers:
    - name: main
      image: app
)"},
};

}  // namespace

std::span<const LintRule> ManifestLintRules() { return kManifestRules; }

}  // namespace rolecall::access
