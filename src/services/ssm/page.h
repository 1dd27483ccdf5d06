// Pages of lists: MaxResults and NextToken. A token is the place of the last item that was shown, so that pages neither
// repeat nor leave out one because others come and go meanwhile.
#ifndef ROLECALL_SERVICES_SSM_PAGE_H_
#define ROLECALL_SERVICES_SSM_PAGE_H_

#include <string>

#include "services/checked.h"
#include "services/json_input.h"
#include "services/page_token.h"

namespace rolecall::services::ssm {

struct PageRequest {
  std::size_t most = 0;
  std::string after = {};  // the place after which the page begins; "": from the start

  static std::string TokenOf(const Call& call, const std::string& place) { return PageToken(call, place); }
};

// InvalidNextToken for a token that is none of ours. Asks for the input's refusal too.
Checked<PageRequest> ReadPage(const Call& call, JsonInput& input, std::size_t most);

// A number as text of one width.
std::string SortableNumber(int number);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_PAGE_H_
