"""packs: first names that are common in the UK. Knows no rule and no engine."""

from __future__ import annotations

FORENAMES = frozenset(
    b"""aaron abbie abdul abigail abu adam adele adrian agnes ahmed aidan aisha alan alasdair alastair albert
    aled alex alexander alexandra alexandre alfie alfred ali alicia alison alistair allan allison alun amanda
    amber amelia amir amit amy ana anaya andrea andreas andrew andy angela angie angus anil anita anjali ann
    anna anne annette annie anthony antonia antonio antony archie arjun arthur arun asha ashley ayesha barbara
    barry becky belinda ben benjamin bernadette bernard beth bethan bethany betty beverley bhavesh billy brenda
    brendan brett brian bridget bronwen bruce bryan bryn caitlin callum calum cameron carl carla carlos carol
    carole caroline carolyn carrie catherine cathy catriona ceri charlene charles charlie charlotte chelsea
    cheryl chloe chris christian christina christine christopher ciaran claire clare clive colin connor conor
    courtney craig cynthia dafydd damian damien dan daniel danielle danny darren dave david dawn dean debbie
    deborah debra declan deepa deepak denis denise dennis derek desmond diana diane dilip dinesh dominic donald
    donna dorothy doug douglas duncan dylan eamonn eddie edmund edward edwin eileen elaine eleanor elena
    elizabeth ellen ellie elliot elliott emilia emily emma emmanuel eric erin esther ethan euan eugene eva eve
    evelyn ewan fatima fay felicity felix ffion fiona florence frances francesca francis frank fraser fred
    freddie frederick freya gail gareth garry gary gavin gemma geoff geoffrey george georgia georgina gerald
    gerard geraint gerry gillian gina glen glenda glenn gloria gordon graeme graham grant greg gregory gurpreet
    guy gwen hamish hannah harriet harry harvey hassan hayley hazel heather heidi helen helena henry hilary
    holly howard hugh huw ian ibrahim imran ines ingrid irene iris isaac isabel isabella isabelle isla isobel
    ivan iwan jack jackie jacob jacqueline jacqui jade jake jamal james jamie janet janice janine jared jasmine
    jason javier jayne jean jeanette jeff jeffrey jemma jennie jennifer jenny jeremy jess jessica jill jillian
    joan joana joanna joanne jodie joel johanna jonathan jonathon jordan jorge jose joseph josephine josh joshua
    joy joyce juan judith julia julian julie juliet justin justine karen karl kate katharine katherine kathleen
    kathryn kathy katie katrina katy kayleigh keiran keith kelly ken kenneth kerry kevin khalid kieran kim
    kimberley kiran kirsten kirsty krishna kristina kumar kyle lance laura lauren laurence leah leanne lee leigh
    leo leon leonard leslie lesley lewis liam lilian lily linda lindsay lindsey lisa liz lloyd lorna lorraine
    louis louise lucas lucinda lucy luis luke lydia lynda lynn lynne lynsey maciej maddie madeleine magdalena
    malcolm mandy manuel marc marcus margaret maria marian marie marilyn mario marion mark marta martin martyn
    mary matt matthew maureen maurice max maxine megan mehmet melanie melissa mia michael michelle miguel mike
    mina miriam moira mohamed mohammad mohammed molly monica morag muhammad murray nadia nadine naomi natalia
    natalie natasha nathan neil nia niall nicholas nick nicki nicky nicola nigel nikki nina noel noor norma
    norman olga oliver olivia omar oscar owen pamela pascal patricia patrick paul paula pauline pawel pedro
    penelope penny pete peter phil philip philippa phillip phoebe pierre piotr polly priya priyanka rachael
    rachel rafael rahul raj rajesh ralph raymond rebecca rebekah reece reginald rhian rhiannon rhys ricardo
    richard rick ricky riley rita rob robbie robert robin robyn rodney roger rohan roisin roland ronald ronan
    rory rosalind rosemary rosie ross rowan roy rupert russell ruth ryan sadie saeed sally salma sam samantha
    samir samuel sandra sandy sanjay sara sarah saul scott sean sebastian shabana shane shannon sharon shaun
    sheila shelley shirley sian sidney silvia simon simone siobhan sonia sophia sophie stacey stan stanley
    stefan stella steph stephanie stephen steve steven stewart stuart sue suki sunil suresh susan susanna
    susanne suzanne sylvia tamsin tania tanya tara tariq tasha ted terence teresa terry theo theresa thomas tim
    timothy tina toby tom tomas tomasz tony tracey tracy trevor tricia tristan tyler ursula valerie vanessa vera
    verity veronica vicki vicky victor victoria vijay vikram vincent violet virginia vivien walter warren wayne
    wendy wilfred will william yasmin yusuf yvette yvonne zachary zahra zara zoe zoey""".split()
)
"""A list by hand, no census. Left out are names that tests give to nobody (alice, bob, jane, joe, john), and those that
are more often a word (art, grace, hope, may, rose)."""
