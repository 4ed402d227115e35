-- Boxes that anybody can open are shown to anybody, where the table of law allows them: who asks for what is public sees the boxes in use
-- and what is written of them, and no other holder of stock. Writing is held as before.
alter policy within_reach on stock_holder
  using (case when (select current_reach()) = 'all' then true
    else (select current_reach()) = 'own_agency' and agency_id = (select current_agency_id())
      or (select current_purpose()) = 'public:read' and kind = 'box' and closed_on is null end);
