using Microsoft.ML.OnnxRuntime;
using Siren2;
using Siren2.Resampling;

namespace OnnxNetwork;

/// <summary>The network as its authors run it: the whole clip at once, and all that comes out.</summary>
internal static class Alone
{
    public static AudioClip Run(string model, AudioClip clip, int inputRate, int outputRate)
    {
        AudioClip input = new SincResampler(clip.SampleRate, inputRate).Resample(clip);
        using var session = new InferenceSession(model);
        long[] shape = Array.ConvertAll(session.InputMetadata[session.InputNames[0]].Dimensions, _ => 1L);
        shape[^1] = input.Length;
        var channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(input.Channel(c).ToArray(), shape);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [session.InputNames[0]], [value], [session.OutputNames[0]]);
            channels[c] = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }

        return new AudioClip(outputRate, channels);
    }
}
