// IAM's records as XML, pages of them, and tags in requests. For this folder only.
//
//   aws::XmlWriter xml;
//   xml.Open("Role");
//   WriteRole(xml, role, *call.snapshot, Detail::kCreated);      // AWS shows more of what was just made or asked for
//   xml.Close();                                                 // than of what is listed
#ifndef ROLECALL_SERVICES_IAM_SHAPES_H_
#define ROLECALL_SERVICES_IAM_SHAPES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/wire/xml.h"
#include "directory/snapshot.h"
#include "services/iam/entity.h"

namespace rolecall::services::iam {

enum class Detail { kCreated, kListed, kFull };

// What stands within <Role>, <User>…
void WriteRole(aws::XmlWriter& xml, const directory::Role& role, const directory::Snapshot& snapshot, Detail detail);
void WriteUser(aws::XmlWriter& xml, const directory::User& user, Detail detail);
void WriteGroup(aws::XmlWriter& xml, const directory::Group& group);
void WritePolicy(aws::XmlWriter& xml, const directory::ManagedPolicy& policy, directory::PolicyUse use, Detail detail);
void WriteProfile(aws::XmlWriter& xml, const directory::InstanceProfile& profile, const directory::Snapshot& snapshot,
                  Detail detail);
void WriteTags(aws::XmlWriter& xml, const directory::Tags& tags);
// <NAME><member>text</member>…</NAME>
void WriteStrings(aws::XmlWriter& xml, std::string_view name, const std::vector<std::string>& list);

// Documents are percent-encoded in answers.
std::string EncodeDocument(std::string_view text);

// One item of a listing: its place in the order, its XML within <member>, and which of the lists it stands in.
struct Item {
  std::string key;
  std::string xml;
  std::size_t list = 0;
};
// Marker, MaxItems → <LIST>…</LIST>…<IsTruncated>…. Items are sorted by key first; a page is of all lists together.
OperationResult Page(const Call& call, const std::vector<std::string_view>& lists, std::vector<Item> items);
inline OperationResult Page(const Call& call, std::string_view list, std::vector<Item> items) {
  return Page(call, std::vector<std::string_view>{list}, std::move(items));
}

// Tags.member.N; checked.
Checked<directory::Tags> ReadTags(const Call& call);
// Adds or replaces; kTagsPerResource.
Refusal MergeTags(directory::Tags& tags, const directory::Tags& added);
void RemoveTags(directory::Tags& tags, const std::vector<std::string>& keys);

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_SHAPES_H_
