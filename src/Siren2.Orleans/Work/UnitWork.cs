using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>Does pieces of work: opens clips, fits parts, joins them.</summary>
internal sealed class UnitWork(IClipWorkFactory factory, IClipStorage storage, ClipCache cache, Siren2ClusterOptions options)
{
    /// <summary>Does a piece of work.</summary>
    /// <param name="job">Id of the job.</param>
    /// <param name="settings">How.</param>
    /// <param name="run">What.</param>
    /// <param name="planned">Told when a clip's plan is known that nobody knew.</param>
    public async Task<EndedUnit> RunAsync(string job, FitSettings settings, UnitRun run, Action planned)
    {
        WorkUnit unit = run.Unit;
        try
        {
            IClipWork clip = await cache.RentAsync(
                job, unit.Clip, () => factory.OpenAsync(run.Assignment.Clip.Input, settings, run.Stopped)).ConfigureAwait(false);
            bool isSound = false;
            try
            {
                if (run.Shape is not null && run.Shape != clip.Shape)
                {
                    throw new InvalidDataException("The clip has changed since the job began it, or silos have different options.");
                }

                bool isNews = run.Shape is null && clip.Shape.PartCount > 1;
                run.Shape = clip.Shape;
                if (isNews)
                {
                    planned();
                }

                EndedUnit end = unit.IsJoin
                    ? await JoinAsync(job, clip, run).ConfigureAwait(false)
                    : await FitAsync(job, clip, run).ConfigureAwait(false);
                isSound = true;
                return end;
            }
            finally
            {
                await cache.ReturnAsync(job, unit.Clip, clip, isSound || run.Stopped.IsCancellationRequested).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is the clip's, and the job says how often it is tried again.
        catch (Exception) when (run.Stopped.IsCancellationRequested)
        {
            return new EndedUnit(unit, UnitEnd.Returned, run.Shape);
        }
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new EndedUnit(unit, UnitEnd.Failed, run.Shape, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task<EndedUnit> FitAsync(string job, IClipWork clip, UnitRun run)
    {
        WorkUnit unit = run.Unit;
        EndedUnit end = new(unit, UnitEnd.Done, clip.Shape);
        if (clip.Shape.PartCount == 1)
        {
            byte[] only = await clip.FitAsync(0, run, run.Stopped).ConfigureAwait(false);
            await storage.WriteAsync(run.Assignment.Clip.Output, output => Task.Run(() => Write(clip, output, only)), run.Stopped).ConfigureAwait(false);
            return end;
        }

        // Whoever has fitted it may have died before it could say so.
        string name = PartNames.Of(job, unit.Clip, unit.Part, clip.Shape);
        if (!await storage.ExistsAsync(name, run.Stopped).ConfigureAwait(false))
        {
            byte[] part = await clip.FitAsync(unit.Part, run, run.Stopped).ConfigureAwait(false);
            await storage.WriteAsync(name, output => output.WriteAsync(part).AsTask(), run.Stopped).ConfigureAwait(false);
        }

        return end;
    }

    private static void Write(IClipWork clip, Stream output, byte[] part)
    {
        IClipJoin join = clip.Join(output);
        join.Add(part);
        join.Complete();
    }

    /// <summary>Writes the parts of a clip in order, each as soon as it is there.</summary>
    private async Task<EndedUnit> JoinAsync(string job, IClipWork clip, UnitRun run)
    {
        EndedUnit end = new(run.Unit, UnitEnd.Done, clip.Shape);
        async Task WriteAsync(Stream output)
        {
            IClipJoin join = clip.Join(output);
            for (int part = 0; part < clip.Shape.PartCount; part++)
            {
                string name = PartNames.Of(job, run.Unit.Clip, part, clip.Shape);
                byte[] bytes = await AwaitAsync(name, part, run).ConfigureAwait(false);
                try
                {
                    await Task.Run(() => join.Add(bytes), run.Stopped).ConfigureAwait(false);
                }
                catch (InvalidDataException e)
                {
                    await storage.DeleteAsync(name, run.Stopped).ConfigureAwait(false);
                    end = new EndedUnit(run.Unit, UnitEnd.Damaged, clip.Shape, $"Part {part} was damaged: {e.Message}", part);
                    throw;
                }

                run.Report((part + 1.0) / clip.Shape.PartCount);
            }

            join.Complete();
        }

        try
        {
            await storage.WriteAsync(run.Assignment.Clip.Output, WriteAsync, run.Stopped).ConfigureAwait(false);
        }
        catch (InvalidDataException) when (end.End == UnitEnd.Damaged)
        {
            // Nothing was written: the part comes again, and the join after it.
        }

        return end;
    }

    /// <summary>Reads a part as soon as it is there. A join of many parts would hardly come to its end where each failure to read one began it anew.</summary>
    private async Task<byte[]> AwaitAsync(string name, int part, UnitRun run)
    {
        for (int failures = 0; ;)
        {
            TimeSpan pause = options.Heartbeat;
            try
            {
                if (await storage.ExistsAsync(name, run.Stopped).ConfigureAwait(false))
                {
                    byte[] bytes = await ReadAsync(name, run.Stopped).ConfigureAwait(false);
                    run.Await(null);
                    return bytes;
                }

                run.Await(part);
            }
            catch (IOException) when (++failures < options.MaximumAttempts)
            {
                pause = options.RetryDelay * failures;
            }

            await Task.Delay(pause, run.Stopped).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Stream stream = await storage.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream(stream.CanSeek ? checked((int)stream.Length) : 0);
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
        }
    }
}
