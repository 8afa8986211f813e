using System.Numerics.Tensors;
using Siren2.Kernels.Threads;

namespace Siren2.Kernels.Elementwise;

/// <summary>What is as fast as memory, shared by a team.</summary>
internal static unsafe class Sharing
{
    /// <summary>Copies the source.</summary>
    public static void Copy(ReadOnlySpan<float> source, Span<float> destination, WorkerTeam team)
    {
        fixed (float* from = source, to = destination[..source.Length])
        {
            Stretches.Run(team, new CopyWork(from, to), source.Length);
        }
    }

    /// <summary>sum += terms.</summary>
    public static void Add(Span<float> sum, ReadOnlySpan<float> terms, WorkerTeam team)
    {
        fixed (float* from = terms[..sum.Length], to = sum)
        {
            Stretches.Run(team, new AddWork(from, to), sum.Length);
        }
    }

    private readonly struct CopyWork(float* from, float* to) : IStretchWork
    {
        public void Execute(int start, int length) => new ReadOnlySpan<float>(from + start, length).CopyTo(new Span<float>(to + start, length));
    }

    private readonly struct AddWork(float* from, float* to) : IStretchWork
    {
        public void Execute(int start, int length)
        {
            var sum = new Span<float>(to + start, length);
            TensorPrimitives.Add(sum, new ReadOnlySpan<float>(from + start, length), sum);
        }
    }
}
