#include "libs/works/work_message.h"

#include <openssl/sha.h>

#include "libs/rpc/deterministic.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::works {

statute::Work ReadWork(const v1::Work& from, const std::string& row, std::vector<Violation>& violations) {
  statute::Work work;
  work.id = from.work_id();
  work.duration = from.duration();
  work.start = rpc::ReadDate(from.has_start_on(), from.start_on(), row + ".start_on", violations);
  work.end = rpc::ReadDate(from.has_end_on(), from.end_on(), row + ".end_on", violations);
  work.category = from.category();
  work.display_name = from.display_name();
  work.basis = from.basis();
  work.goals = from.goals();
  for (const v1::Target& target : from.targets()) {
    work.targets.push_back({target.target_id(), target.text(), target.value(), target.unit()});
  }
  work.roadmap = from.roadmap();
  work.classification = from.classification();
  work.multi_agency = from.multi_agency();
  work.partner_agency_ids = {from.partner_agency_ids().begin(), from.partner_agency_ids().end()};
  work.content = from.content();
  work.impact = from.impact();
  work.difficulties = from.difficulties();
  work.support_request = from.support_request();
  return work;
}

v1::Work ToMessage(const statute::Work& work) {
  v1::Work to;
  to.set_work_id(work.id);
  to.set_duration(work.duration);
  if (work.start) {
    *to.mutable_start_on() = rpc::ToWire(*work.start);
  }
  if (work.end) {
    *to.mutable_end_on() = rpc::ToWire(*work.end);
  }
  to.set_category(work.category);
  to.set_display_name(work.display_name);
  to.set_basis(work.basis);
  to.set_goals(work.goals);
  for (const statute::Target& target : work.targets) {
    auto& written = *to.add_targets();
    written.set_target_id(target.id);
    written.set_text(target.text);
    written.set_value(target.value);
    written.set_unit(target.unit);
  }
  to.set_roadmap(work.roadmap);
  to.set_classification(work.classification);
  to.set_multi_agency(work.multi_agency);
  for (const std::string& agency_id : work.partner_agency_ids) {
    to.add_partner_agency_ids(agency_id);
  }
  to.set_content(work.content);
  to.set_impact(work.impact);
  to.set_difficulties(work.difficulties);
  to.set_support_request(work.support_request);
  return to;
}

std::string ContentDigest(const statute::Work& work) {
  v1::Work content = ToMessage(work);
  content.clear_work_id();
  const std::string bytes = rpc::SerialiseDeterministically(content);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace dotpha::works
