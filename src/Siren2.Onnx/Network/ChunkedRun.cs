using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;

namespace Siren2.Onnx.Network;

/// <summary>Runs a network over signals of any length, chunk by chunk, several at once.</summary>
internal static class ChunkedRun
{
    /// <summary>Runs it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="signals">Signals at the network's input rate, <c>[signals][samples]</c>, of one length.</param>
    /// <param name="degree">Chunks at once, at most.</param>
    /// <param name="cancellationToken">Ends the work soon.</param>
    /// <returns>Outputs at the network's output rate, <c>[signals][samples]</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static float[][] Run(OnnxNetwork network, float[][] signals, int degree, CancellationToken cancellationToken)
    {
        var plan = new ChunkPlan(signals[0].Length, network.Sizes);
        double perInput = (double)network.OutputRate / network.InputRate;
        float[][] outputs = Array.ConvertAll(signals, signal => new float[(int)Math.Ceiling(signal.Length * perInput)]);
        Lock[] locks = Array.ConvertAll(signals, _ => new Lock());
        var options = new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken };
        try
        {
            _ = Parallel.For(0, signals.Length * plan.Count, options, job =>
            {
                int signal = job / plan.Count;
                int chunk = job % plan.Count;
                float[] result = Run(network, plan, chunk, signals[signal], cancellationToken);
                lock (locks[signal])
                {
                    // Two chunks at most meet in a sample: the order does not matter to its bits.
                    Span<float> there = outputs[signal].AsSpan((int)Math.Round(plan.Start(chunk) * perInput));
                    there = there[..Math.Min(result.Length, there.Length)];
                    TensorPrimitives.Add(there, result.AsSpan(0, there.Length), there);
                }
            });
        }
        catch (AggregateException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return outputs;
    }

    /// <summary>What a chunk adds to the output, from its first sample on; nothing where it is silent, whatever a network makes of silence.</summary>
    private static float[] Run(OnnxNetwork network, ChunkPlan plan, int chunk, float[] signal, CancellationToken cancellationToken)
    {
        double perInput = (double)network.OutputRate / network.InputRate;
        int start = plan.Start(chunk);
        float[] samples = new float[plan.Length(chunk)];
        signal.AsSpan(start, Math.Min(samples.Length, signal.Length - start)).CopyTo(samples);
        if (!samples.AsSpan().ContainsAnyExcept(0f))
        {
            return [];
        }

        int tolerance = (int)(0.25 * network.Sizes.Overlap * perInput);
        float[] result = network.Run(samples, (int)Math.Round(samples.Length * perInput), tolerance, cancellationToken);
        plan.Fade(chunk, perInput, result);
        return result;
    }
}
