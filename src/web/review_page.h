// A review as one file for a browser: the page's own view of what changes, with what it shows inside.
//
//   files.Write("review.html", ReviewPage(access::ReviewJson(reviews)), FileMode::kPublic);
//
// It fetches nothing and is allowed nothing but its own script and style, by their digests: what a plan says is data in
// it and never markup.
#ifndef ROLECALL_WEB_REVIEW_PAGE_H_
#define ROLECALL_WEB_REVIEW_PAGE_H_

#include <string>
#include <string_view>

namespace rolecall::web {

std::string ReviewPage(std::string_view review_json);

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_REVIEW_PAGE_H_
