name = "x"
list=["a",1,true,{a=null}]
a = <<E
x
E
