ai.djl.engine.Engine.getInstance();
ai.djl.huggingface.tokenizers.jni.LibUtils.checkStatus();
/exit
