// The tables of ad hoc requests and reports, and of announcements.
#pragma once

#include "services/reporting/domain/ad_hoc.h"
#include "services/reporting/domain/announce.h"
#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::store {

std::optional<AdHocRequest> FindRequest(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& request_id);
std::vector<AdHocRequest> ListRequests(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& official_id, const Visible& visible);
void SaveRequest(postgres::Transaction& transaction, const std::string& authority, const RequestDecision& decision);

void SaveAdHocReport(postgres::Transaction& transaction, const std::string& authority, const AdHocDecision& decision);
std::vector<AdHocReport> ListAdHocReports(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& official_id, const Visible& visible);

// Whether this duty of the cycle is recorded already.
bool IsAnnounced(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                 int cycle, const std::string& duty);
void SaveAnnouncement(postgres::Transaction& transaction, const std::string& authority,
                      const Announcement& announcement);
// Oldest first; `after`: recorded_at and id of the last row of the page before. A body sees those of officials whose
// plans were sent to it.
std::vector<Announcement> ListAnnouncements(postgres::Transaction& transaction, const std::string& authority,
                                            const std::string& official_id, int cycle, const Visible& visible,
                                            const std::optional<std::pair<Instant, std::string>>& after, int limit);

}  // namespace dotpha::reporting::store
