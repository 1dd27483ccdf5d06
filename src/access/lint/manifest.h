// One Kubernetes object under lint, with the places of its parts, and the checks that look at it.
//
//   const ManifestObject object{source, manifest, base, value, report};
//   LintFinding& finding = object.Add("annotation-typo", "/metadata/annotations/x", "…");   // at the key or the value
//   object.Replace(finding, "/metadata/annotations/x", "eks.amazonaws.com/role-arn", true); // and how it is mended
//
// Pointers are JSON Pointers below the object, also where the object is an item of a List. Everything refers to what it
// was made of: source, manifest and report must outlive it.
#ifndef ROLECALL_ACCESS_LINT_MANIFEST_H_
#define ROLECALL_ACCESS_LINT_MANIFEST_H_

#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "kube/manifest_places.h"
#include "kube/service_account.h"

namespace rolecall::access {

// What all the manifests say about service accounts.
struct ManifestFacts {
  const kube::WebhookSettings& settings;
  std::set<kube::ServiceAccountName> accounts;   // that are there
  std::set<kube::ServiceAccountName> annotated;  // with a role
};

struct ManifestObject {
  const LintSource& source;
  const kube::PlacedManifest& manifest;
  std::string base;  // JSON Pointer of the object in the manifest; "" unless it stands in a List
  const boost::json::value& value;
  LintReport& report;

  std::string kind() const;
  std::string name() const;            // metadata.name
  std::string namespace_name() const;  // metadata.namespace, or "default"
  std::string Describe() const;        // "ServiceAccount ns/name"
  // At `pointer` below the object: at its value, or at its key.
  LintFinding& Add(std::string_view code, const std::string& pointer, std::string message, std::string suggestion = "",
                   bool at_key = false) const;
  // Replaces the value (or key) at the pointer; nothing if it is not written plainly.
  void Replace(LintFinding& finding, const std::string& pointer, const std::string& text, bool key = false) const;
};

const boost::json::value* At(const boost::json::value& value, std::initializer_list<std::string_view> path);
std::string TextAt(const boost::json::value& value, std::initializer_list<std::string_view> path);

void LintServiceAccount(const ManifestObject& object, const ManifestFacts& facts);
// A pod, or an object that makes pods; `template_path` leads to the pod in it, as a JSON Pointer.
void LintPods(const ManifestObject& object, const ManifestFacts& facts);
// Annotations that the webhook reads, of any object at `base` ("/metadata/annotations").
void LintTokenExpiration(const ManifestObject& object, const ManifestFacts& facts, const boost::json::value& holder,
                         const std::string& base);
void LintAnnotationNames(const ManifestObject& object, const ManifestFacts& facts, const boost::json::value& holder,
                         const std::string& base, bool service_account);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_MANIFEST_H_
