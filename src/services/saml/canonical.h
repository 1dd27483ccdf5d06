// Exclusive XML Canonicalization 1.0, without comments: the bytes that a signature is about.
//
//   std::string bytes = Canonicalize(assertion, {}, signature);   // without the enveloped signature
//
// Source: W3C, "Exclusive XML Canonicalization Version 1.0" (2002), and Canonical XML 1.0 for what it refers to.
// `inclusive_prefixes` are those of InclusiveNamespaces' PrefixList ("#default": the default namespace). `left_out` is
// an element that is not written, with all in it; may be empty. The tree's bounds are the work's. For this folder only.
// Pure.
#ifndef ROLECALL_SERVICES_SAML_CANONICAL_H_
#define ROLECALL_SERVICES_SAML_CANONICAL_H_

#include <pugixml.hpp>
#include <string>
#include <vector>

namespace rolecall::services::saml {

std::string Canonicalize(pugi::xml_node element, const std::vector<std::string>& inclusive_prefixes = {},
                         pugi::xml_node left_out = {});

}  // namespace rolecall::services::saml

#endif  // ROLECALL_SERVICES_SAML_CANONICAL_H_
