//! Indicators, code lists, awards, ethnic groups and campaigns.

use super::node::{Node, Read};
use crate::catalogue::{
    Aggregation, AwardForm, AwardFormId, Campaign, CampaignContent, CampaignId, CodeItem, CodeLists,
    ContentId, Document, EthnicGroup, EthnicId, Indicator, IndicatorCode, IndicatorSource, InputUnit,
    OrganisationId, Ratio,
};

pub(super) fn indicator(json: Node<'_>) -> Read<Indicator> {
    Ok(Indicator {
        code: IndicatorCode::new(json.text("code")?),
        name: json.text("name")?,
        vi: json.text("vi")?,
        en: json.text("en")?,
        unit: json.text("unit")?,
        unit_en: json.text("unit_en")?,
        group: json.text("group")?,
        source: json.code("source", IndicatorSource::from_code)?,
        decimals: json.small("decimals")?,
        aggregation: json.code("aggregation", Aggregation::from_code)?,
        parent: json.maybe("parent").map(IndicatorCode::new),
        ratio: json.node("ratio").map(ratio).transpose()?,
        input_unit: json.node("input_unit").map(input_unit).transpose()?,
    })
}

fn ratio(json: Node<'_>) -> Read<Ratio> {
    Ok(Ratio {
        numerator: IndicatorCode::new(json.text("numerator")?),
        denominator: IndicatorCode::new(json.text("denominator")?),
    })
}

fn input_unit(json: Node<'_>) -> Read<InputUnit> {
    Ok(InputUnit {
        unit: json.text("unit")?,
        unit_en: json.text("unit_en")?,
        factor: json.number("factor"),
        decimals: json.small("decimals")?,
    })
}

fn code_item(json: Node<'_>) -> Read<CodeItem> {
    Ok(CodeItem {
        code: json.text("code")?,
        vi: json.text("vi")?,
        en: json.text("en")?,
        field: json.maybe("field"),
        indicators: json.texts("indicators").into_iter().map(IndicatorCode::new).collect(),
    })
}

pub(super) fn code_lists(json: Node<'_>) -> Read<CodeLists> {
    let list = |key| json.list(key, code_item);
    Ok(CodeLists {
        activity_types: list("activity_types")?,
        fields: list("fields")?,
        qualifiers: list("qualifiers")?,
        actor_groups: list("actor_groups")?,
        levels: list("levels")?,
        organisation_types: list("organisation_types")?,
        target_groups: list("target_groups")?,
        return_reasons: list("return_reasons")?,
        nominee_kinds: list("nominee_kinds")?,
        collective_classes: list("collective_classes")?,
        dossier_items: list("dossier_items")?,
        award_classes: list("award_classes")?,
        campaign_kinds: list("campaign_kinds")?,
        indicator_groups: list("indicator_groups")?,
        movements: list("movements")?,
        roles: list("roles")?,
    })
}

pub(super) fn award_form(json: Node<'_>) -> Read<AwardForm> {
    Ok(AwardForm {
        id: AwardFormId::new(json.text("id")?),
        vi: json.text("vi")?,
        en: json.text("en")?,
        class: json.text("class")?,
        level: json.text("level")?,
        grantor: json.maybe("grantor").map(OrganisationId::new),
        recipient_kinds: json.texts("recipient_kinds"),
        valid_from: json.day("valid_from")?,
        valid_to: json.day("valid_to")?,
    })
}

pub(super) fn ethnic_group(json: Node<'_>) -> Read<EthnicGroup> {
    Ok(EthnicGroup {
        id: EthnicId::new(json.text("id")?),
        name: json.text("name")?,
        code_1979: json.text("code_1979")?,
        code_2008: json.text("code_2008")?,
        search_aliases: json.texts("search_aliases"),
        common: json.flag("common"),
    })
}

pub(in crate::catalogue) fn campaign(json: Node<'_>) -> Read<Campaign> {
    Ok(Campaign {
        id: CampaignId::new(json.text("id")?),
        kind: json.text("kind")?,
        name: json.text("name")?,
        theme: json.maybe("theme"),
        level: json.text("level")?,
        launchers: json.texts("launchers").into_iter().map(OrganisationId::new).collect(),
        launched_by: json.maybe("launched_by"),
        period_from: json.required_day("period_from")?,
        period_to: json.required_day("period_to")?,
        period_label: json.text("period_label")?,
        period_note: json.maybe("period_note"),
        parent: json.maybe("parent").map(CampaignId::new),
        linked: json.texts("linked").into_iter().map(CampaignId::new).collect(),
        movements: json.texts("movements"),
        documents: json.list("documents", document)?,
        contents: json.list("contents", content)?,
    })
}

fn content(json: Node<'_>) -> Read<CampaignContent> {
    Ok(CampaignContent {
        id: ContentId::new(json.text("id")?),
        no: json.small("no")?,
        text: json.text("text")?,
        label: json.text("label")?,
        sub_items: json.texts("sub_items"),
    })
}

fn document(json: Node<'_>) -> Read<Document> {
    Ok(Document {
        symbol: json.text("symbol")?,
        role: json.text("role")?,
        date: json.day("date")?,
        issuer: json.maybe("issuer"),
        subject: json.maybe("subject"),
        aliases: json.texts("aliases"),
        parent: json.maybe("parent"),
    })
}
