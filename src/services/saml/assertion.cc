#include "services/saml/assertion.h"

#include <algorithm>
#include <set>

#include "policy/document/scalars.h"
#include "services/saml/xml_signature.h"
#include "services/saml/xml_tree.h"

namespace rolecall::services::saml {
namespace {

constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";
constexpr std::size_t kMostAttributes = 256;
constexpr std::size_t kMostValues = 1024;

bool CollectIds(pugi::xml_node element, std::set<std::string>& ids) {
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    // Whatever its case: a signature's reference must not mean two elements to anybody.
    const std::string_view name = LocalNameOf(attribute.name());
    const bool is_id = name == "ID" || name == "Id" || name == "id" || name == "iD";
    if (is_id && !ids.insert(attribute.value()).second) return false;
  }
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element && !CollectIds(child, ids)) return false;
  }
  return true;
}

// The one assertion, if the document is of the form that is taken.
pugi::xml_node FindAssertion(pugi::xml_node response) {
  std::set<std::string> ids;
  if (!Is(response, kProtocol, "Response") || !CollectIds(response, ids)) return {};
  if (!AllBelow(response, kAssertion, "EncryptedAssertion", 1).empty()) return {};
  if (!AllBelow(response, kAssertion, "EncryptedID", 1).empty()) return {};
  if (!AllBelow(response, kAssertion, "EncryptedAttribute", 1).empty()) return {};
  if (AllBelow(response, kAssertion, "Assertion", 2).size() != 1) return {};
  return OnlyChild(response, kAssertion, "Assertion");
}

// Of both places where a signature may stand one must have one, and what stands there must be good.
bool IsSigned(pugi::xml_node response, pugi::xml_node assertion, const std::vector<crypto::PublicKey>& keys) {
  const std::size_t all = AllBelow(response, kSignature, "Signature", 3).size();
  std::size_t good = 0;
  for (const pugi::xml_node& element : {response, assertion}) {
    const std::size_t count = ChildrenOf(element, kSignature, "Signature").size();
    if (count == 0) continue;
    if (count > 1 || !IsSignedBy(element, keys)) return false;
    ++good;
  }
  return good > 0 && good == all;
}

std::optional<std::int64_t> TimeAt(pugi::xml_node element, const char* name) {
  const pugi::xml_attribute attribute = element.attribute(name);
  return attribute ? policy::ParseDate(attribute.value()) : std::nullopt;
}

// The later beginning and the earlier end.
void Narrow(std::optional<std::int64_t>& bound, std::optional<std::int64_t> other, bool earlier) {
  if (!other.has_value()) return;
  bound = !bound.has_value() ? *other : earlier ? std::min(*bound, *other) : std::max(*bound, *other);
}

bool ReadSubject(pugi::xml_node element, Assertion& assertion) {
  const pugi::xml_node subject = OnlyChild(element, kAssertion, "Subject");
  const pugi::xml_node name = OnlyChild(subject, kAssertion, "NameID");
  if (!subject || !name) return false;
  assertion.subject = TrimmedTextOf(name);
  assertion.subject_format = name.attribute("Format").value();
  for (const pugi::xml_node& confirmation : ChildrenOf(subject, kAssertion, "SubjectConfirmation")) {
    if (confirmation.attribute("Method").value() != kBearer) continue;
    const pugi::xml_node data = OnlyChild(confirmation, kAssertion, "SubjectConfirmationData");
    if (!data || !assertion.recipient.empty()) return false;
    assertion.recipient = data.attribute("Recipient").value();
    assertion.confirmation_ends = TimeAt(data, "NotOnOrAfter");
    // "MUST NOT contain a NotBefore attribute" (SAML profiles, 4.1.4.2)
    if (data.attribute("NotBefore")) return false;
  }
  return !assertion.recipient.empty();
}

void ReadConditions(pugi::xml_node element, Assertion& assertion) {
  for (const pugi::xml_node& conditions : ChildrenOf(element, kAssertion, "Conditions")) {
    Narrow(assertion.not_before, TimeAt(conditions, "NotBefore"), false);
    Narrow(assertion.not_on_or_after, TimeAt(conditions, "NotOnOrAfter"), true);
    for (const pugi::xml_node& restriction : ChildrenOf(conditions, kAssertion, "AudienceRestriction")) {
      for (const pugi::xml_node& audience : ChildrenOf(restriction, kAssertion, "Audience")) {
        assertion.audiences.push_back(TrimmedTextOf(audience));
      }
    }
  }
  for (const pugi::xml_node& statement : ChildrenOf(element, kAssertion, "AuthnStatement")) {
    Narrow(assertion.session_ends, TimeAt(statement, "SessionNotOnOrAfter"), true);
  }
}

bool AddAttribute(pugi::xml_node element, Assertion& assertion, std::size_t& values_in_all) {
  const std::string name = element.attribute("Name").value();
  auto& list = assertion.attributes;
  auto there = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.first == name; });
  if (there == list.end()) {
    if (name.empty() || list.size() == kMostAttributes) return false;
    there = list.insert(list.end(), {name, {}});
  }
  for (const pugi::xml_node& value : ChildrenOf(element, kAssertion, "AttributeValue")) {
    if (++values_in_all > kMostValues) return false;
    there->second.push_back(TrimmedTextOf(value));
  }
  return true;
}

bool ReadAttributes(pugi::xml_node element, Assertion& assertion) {
  std::size_t values_in_all = 0;
  for (const pugi::xml_node& statement : ChildrenOf(element, kAssertion, "AttributeStatement")) {
    for (const pugi::xml_node& attribute : ChildrenOf(statement, kAssertion, "Attribute")) {
      if (!AddAttribute(attribute, assertion, values_in_all)) return false;
    }
  }
  return true;
}

bool IsSuccess(pugi::xml_node response) {
  const pugi::xml_node code = OnlyChild(OnlyChild(response, kProtocol, "Status"), kProtocol, "StatusCode");
  return code.attribute("Value").value() == kSuccess;
}

}  // namespace

const std::vector<std::string>* Assertion::Find(std::string_view name) const {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto& one) { return one.first == name; });
  return found == attributes.end() ? nullptr : &found->second;
}

Expected<Assertion, Problem> ReadResponse(std::string_view xml, const std::vector<crypto::PublicKey>& keys) {
  const Result<std::unique_ptr<const XmlTree>> tree = XmlTree::Parse(xml, kResponseBounds);
  if (!tree.ok()) return Problem::kMalformed;
  const pugi::xml_node response = (*tree)->root(), element = FindAssertion(response);
  if (!element) return Problem::kMalformed;
  if (!IsSigned(response, element, keys)) return Problem::kSignature;
  Assertion assertion;
  // Outside of a signed assertion only the status is read, which can but refuse.
  assertion.success = IsSuccess(response);
  assertion.issuer = TrimmedTextOf(OnlyChild(element, kAssertion, "Issuer"));
  assertion.issued = TimeAt(element, "IssueInstant");
  if (!ReadSubject(element, assertion) || !ReadAttributes(element, assertion)) return Problem::kMalformed;
  ReadConditions(element, assertion);
  return assertion;
}

}  // namespace rolecall::services::saml
